package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FhsValidatorTest {
    private static final Path VALIDATOR = Repository.ROOT.resolve("examples/pkgs/base/fhs-validator");

    @TempDir
    Path root;

    @BeforeEach
    void aRootThatIsFine() throws IOException {
        Files.createDirectories(root.resolve("usr/bin"));
        Files.writeString(root.resolve("usr/bin/tool"), "tool");
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
    }

    @Test
    void aMergedRootPasses() throws Exception {
        assertThat(validate().exitCode()).isZero();
    }

    @Test
    void anUnknownTopLevelDirectoryIsNamed() throws Exception {
        Files.createDirectory(root.resolve("src"));
        refused("/src: is not a top-level directory");
    }

    @Test
    void aRealLibDirectoryIsSentToUsr() throws Exception {
        Files.createDirectory(root.resolve("lib"));
        refused("/lib: must be a link into usr/");
    }

    @Test
    void anUnknownDirectoryOfUsrIsNamed() throws Exception {
        Files.createDirectory(root.resolve("usr/modules"));
        refused("/usr/modules: is not a directory that the FHS has in /usr");
    }

    @Test
    void filesLeftInTmpAndVarRunAreNamed() throws Exception {
        Files.createDirectories(root.resolve("tmp/build"));
        Files.createDirectories(root.resolve("var/run"));
        Files.createFile(root.resolve("var/run/tool.pid"));
        assertThat(refused("/tmp/build: lies in a directory that must be empty"))
                .contains("/var/run/tool.pid");
    }

    @Test
    void aWorldWritableFileIsNamedWithItsMode() throws Exception {
        Files.setPosixFilePermissions(root.resolve("usr/bin/tool"), PosixFilePermissions.fromString("rwxrwxrwx"));
        refused("/usr/bin/tool: is writable by everybody (mode 777)");
    }

    @Test
    void aPipeIsRefused() throws Exception {
        Command.of(root, "mkfifo", root.resolve("usr/bin/pipe")).run().expectSuccess();
        refused("/usr/bin/pipe: is a fifo");
    }

    @Test
    void aLinkIntoTheBuildIsNamed() throws Exception {
        Files.createSymbolicLink(root.resolve("usr/bin/link"), Path.of("/src/tool"));
        refused("/usr/bin/link: points to /src/tool");
    }

    @Test
    void anEmptyRootIsRefused() throws Exception {
        Path empty = Files.createDirectory(root.resolve("usr/bin/empty"));
        Command.Result result = Command.of(root, VALIDATOR, empty).run();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("nothing was installed");
    }

    @Test
    void aMissingRootIsWrongUse() throws Exception {
        assertThat(Command.of(root, VALIDATOR, root.resolve("absent")).run().exitCode())
                .isEqualTo(2);
    }

    private Command.Result validate() throws IOException, InterruptedException {
        return Command.of(root, VALIDATOR, root).run();
    }

    private String refused(String message) throws IOException, InterruptedException {
        Command.Result result = validate();
        assertThat(result.output()).contains(message);
        assertThat(result.exitCode()).isEqualTo(1);
        return result.output();
    }
}
