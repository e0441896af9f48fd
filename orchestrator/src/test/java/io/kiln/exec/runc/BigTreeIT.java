package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.JavaProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BigTreeIT {

    @TempDir
    Path directory;

    @Test
    void ninetyThousandFilesAreMergedAndFinalizedInLessThanTwoHundredMegabytesAndWithoutACopy() throws Exception {
        assertThat(run(BigTree.class)).isEqualTo("90000 0");
    }

    @Test
    void asManyInArchivesTakeNoMore() throws Exception {
        assertThat(run(BigArchives.class)).isEqualTo("90000");
    }

    private String run(Class<?> program) throws Exception {
        Process process = new ProcessBuilder(
                        JavaProcess.command(List.of("-Xmx96m", "-XX:+UseSerialGC"), program, directory.toString()))
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (var output = process.inputReader()) {
            lines = output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
        assertThat(lines).hasSize(2);
        assertThat(Long.parseLong(lines.get(1))).as("peak of memory in kB").isLessThan(200_000);
        return lines.get(0);
    }
}
