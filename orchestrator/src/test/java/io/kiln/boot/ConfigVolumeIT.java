package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration volume and segment beside the programs that read such things elsewhere. */
class ConfigVolumeIT {

    @TempDir
    Path temp;

    @Test
    void isoinfoAndBlkidFindLabelAndFile() throws Exception {
        String configuration = "machine: {}\n".repeat(1000);
        Path volume = temp.resolve("config.iso");
        ConfigVolume.write(configuration, volume);

        assertThat(run("blkid", "-p", "-o", "export", volume.toString())).contains("TYPE=iso9660", "LABEL=metal-iso");
        assertThat(run("isoinfo", "-d", "-i", volume.toString())).contains("Volume id: metal-iso");
        assertThat(run("isoinfo", "-x", "/CONFIG.YAML;1", "-i", volume.toString()))
                .isEqualTo(configuration);
    }

    @Test
    void cpioReadsTheSegment() throws Exception {
        Path initramfs = temp.resolve("initramfs");
        ConfigSegment.append(java.util.Optional.empty(), "version: v1alpha1\n", initramfs);

        assertThat(run("cpio", "-itv", "--quiet", "-F", initramfs.toString()))
                .contains("-rw-------")
                .contains("config.yaml");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
