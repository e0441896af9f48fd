package io.kiln.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutProcessesIT {

    @TempDir
    Path dir;

    @Test
    void processesThatShareALayoutLoseNoName() throws Exception {
        Path root = dir.resolve("store");
        List<Process> processes = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            processes.add(LayoutProcess.start(root, name, "25"));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        OciLayout layout = OciLayout.open(root);
        assertThat(layout.index().manifests()).hasSize(75);
        for (Descriptor blob : layout.index().manifests()) {
            try (var in = layout.open(blob)) {
                assertThat(Digest.of(in.readAllBytes())).isEqualTo(blob.digest());
            }
        }
    }

    @Test
    void killedWriterLeavesNoBlobAndItsRestIsSwept() throws Exception {
        Path root = dir.resolve("store");
        Path blobs = root.resolve("blobs/sha256");
        Process writer = LayoutProcess.start(root, "endless");
        assertThat(writer.inputReader().readLine()).isEqualTo("written");
        Path rest;
        try (var files = Files.list(blobs)) {
            rest = files.findFirst().orElseThrow();
        }
        Instant old = Instant.now().minus(Duration.ofHours(1));

        // Even an old file is not taken from a writer that lives.
        Files.setLastModifiedTime(rest, FileTime.from(old));
        OciLayout.openOrCreate(root);
        assertThat(rest).exists();

        writer.destroyForcibly().waitFor();
        Files.setLastModifiedTime(rest, FileTime.from(old));
        OciLayout.openOrCreate(root);
        assertThat(blobs).isEmptyDirectory();
    }
}
