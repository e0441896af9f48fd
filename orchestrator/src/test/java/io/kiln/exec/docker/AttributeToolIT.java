package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that is put into containers is the one that its source says, and every shell writes it as it is. */
class AttributeToolIT {

    private static final Path SOURCE = Path.of("src/main/c");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void theProgramIsWhatTheCompilerMakesOfItsSource(String architecture) throws Exception {
        run(folder.resolve("said"), SOURCE.resolve("build.sh").toString(), folder.toString());

        assertThat(Files.readAllBytes(folder.resolve("attributes-" + architecture)))
                .as("run orchestrator/src/main/c/build.sh orchestrator/src/main/resources/io/kiln/exec/docker")
                .isEqualTo(program(architecture));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "busybox ash"})
    void aShellWritesTheProgramAsItIs(String shell) throws Exception {
        for (String architecture : List.of("amd64", "arm64")) {
            List<String> command = new ArrayList<>(List.of(shell.split(" ")));
            command.addAll(List.of("-c", "printf '" + AttributeTool.writing(architecture) + "'"));
            Path written = folder.resolve(architecture);

            run(written, command.toArray(String[]::new));

            assertThat(Files.readAllBytes(written)).isEqualTo(program(architecture));
        }
    }

    @Test
    void deepTreesAndOddNamesAreListedAndSet() throws Exception {
        Path tool = Files.write(folder.resolve("tool"), program("amd64"));
        run(folder.resolve("said"), "chmod", "700", tool.toString());
        run(folder.resolve("said"), "bash", "-ec", """
                mkdir -p "$1/from" && cd "$1/from"
                for i in $(seq 600); do mkdir directory-$i; cd directory-$i; done
                echo 1 > $'new\nline'; setfattr -n user.note -v 0x00ff0a $'new\nline'
                cd "$1/from"; setfattr -n user.empty .; setfattr -n user.overlay.not -v 1 directory-1; ln -s from "$1/link"
                """, "-", folder.toString());
        Path listed = folder.resolve("listed");

        run(listed, tool.toString(), "list", folder.resolve("link").toString());

        List<String> lines = Files.readAllLines(listed);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(" " + hex("user.empty") + "  ");
        assertThat(lines.get(1)).endsWith(hex("/new\nline") + " " + hex("user.note") + " 00ff0a ");
        for (String absent : List.of("absent", "tool/below-a-file")) {
            Path nothing = folder.resolve("nothing");
            run(nothing, tool.toString(), "list", folder.resolve(absent).toString());
            assertThat(nothing).isEmptyFile();
        }
        run(folder.resolve("said"), "rm", "-r", folder.resolve("from").toString()); // deeper than Java can delete

        Path file = Files.writeString(folder.resolve("file"), "content");
        Path set = Files.writeString(
                folder.resolve("set"), hex(file.toString().substring(1)) + " " + hex("user.note") + " 00ff0a\n");
        run(folder.resolve("said"), tool.toString(), "set", set.toString());
        run(listed, tool.toString(), "list", file.toString());
        assertThat(Files.readString(listed)).isEqualTo(" " + hex("user.note") + " 00ff0a \n");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] program(String architecture) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(AttributeTool.class.getResourceAsStream("attributes-" + architecture))) {
            return in.readAllBytes();
        }
    }

    private static void run(Path output, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
