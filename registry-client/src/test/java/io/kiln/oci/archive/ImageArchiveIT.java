package io.kiln.oci.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.Tool;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.DirectoryContent;
import io.kiln.oci.layer.LayerBlob;
import io.kiln.oci.layer.LayerProfile;
import io.kiln.oci.layer.XattrReader;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs skopeo. */
class ImageArchiveIT {

    @TempDir
    Path dir;

    private OciLayout layout;

    @BeforeEach
    void open() throws IOException {
        layout = OciLayout.openOrCreate(dir.resolve("layout"));
        Files.createDirectories(dir.resolve("tree/etc"));
        Files.writeString(dir.resolve("tree/etc/motd"), "hello\n");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void skopeoCopiesTheLayoutUnchanged(Compression compression) throws Exception {
        Image image = image(compression);
        layout.setRef("v1", layout.write(image));

        skopeo("copy", "--preserve-digests", "oci:layout:v1", "oci:copy:v2");

        OciLayout copy = OciLayout.open(dir.resolve("copy"));
        assertThat(copy.find("v2").orElseThrow().digest())
                .isEqualTo(image.descriptor().digest());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void skopeoUnpacksTheDockerArchive(Compression compression) throws Exception {
        Image image = image(compression);
        try (OutputStream out = Files.newOutputStream(dir.resolve("a.tar"))) {
            DockerArchive.write(image, List.of("example.org/a/b:v1"), out);
        }

        assertThat(skopeo("inspect", "--config", "docker-archive:a.tar:example.org/a/b:v1"))
                .contains("amd64");
        skopeo("copy", "docker-archive:a.tar:example.org/a/b:v1", "oci:copy:v1");

        OciLayout copy = OciLayout.open(dir.resolve("copy"));
        Image copied = copy.image(copy.find("v1").orElseThrow());
        assertThat(copied.config().diffIds()).isEqualTo(image.config().diffIds());
    }

    @Test
    void skopeoReadsTheOciArchive() throws Exception {
        Image image = image(Compression.GZIP);
        try (OutputStream out = Files.newOutputStream(dir.resolve("a.tar"))) {
            OciArchive.write(image, "v1", out);
        }

        skopeo("copy", "--preserve-digests", "oci-archive:a.tar:v1", "oci:copy:v1");

        assertThat(OciLayout.open(dir.resolve("copy")).find("v1").orElseThrow().digest())
                .isEqualTo(image.descriptor().digest());
    }

    @Test
    void archiveOfTwoPlatformsIsReadBackAndBySkopeo() throws Exception {
        Image image = image(Compression.GZIP);
        layout.write(image);
        ImageIndex index = ImageIndex.builder()
                .manifest(image.descriptor(), "linux/amd64")
                .manifest(image.descriptor(), "linux/arm64")
                .build();
        try (OutputStream out = Files.newOutputStream(dir.resolve("a.tar"))) {
            OciArchive.write(index, layout, "v1", out);
        }

        skopeo("copy", "--all", "--preserve-digests", "oci-archive:a.tar:v1", "oci:copy:v1");

        assertThat(OciLayout.open(dir.resolve("copy")).find("v1").orElseThrow().digest())
                .isEqualTo(index.digest());
        assertThat(ImageArchive.open(dir.resolve("a.tar")).images())
                .hasSize(2)
                .allMatch(i -> i.descriptor().equals(image.descriptor()));
    }

    @Test
    void archivesOfSkopeoAreRead() throws Exception {
        Image image = image(Compression.GZIP);
        layout.setRef("v1", layout.write(image));
        skopeo("copy", "oci:layout:v1", "oci-archive:oci.tar:v1");
        skopeo("copy", "oci:layout:v1", "docker-archive:docker.tar:example.org/a/b:v1");

        Image oci = ImageArchive.open(dir.resolve("oci.tar")).image();
        ImageArchive docker = ImageArchive.open(dir.resolve("docker.tar"));

        assertThat(oci.descriptor().digest()).isEqualTo(image.descriptor().digest());
        assertThat(docker.index().manifests().get(0).annotations())
                .containsEntry(OciLayout.REF_NAME, "example.org/a/b:v1");
        assertThat(docker.image().config().diffIds()).isEqualTo(image.config().diffIds());
        OciLayout other = OciLayout.openOrCreate(dir.resolve("other"));
        other.setRef("docker", other.write(docker.image()));
        skopeo("copy", "oci:other:docker", "dir:unpacked");
    }

    @Test
    void ourOwnArchivesAreReadBack() throws Exception {
        Image image = image(Compression.ZSTD);
        try (OutputStream out = Files.newOutputStream(dir.resolve("a.tar"))) {
            DockerArchive.write(image, List.of(), out);
        }

        Image read = ImageArchive.open(dir.resolve("a.tar")).image();

        assertThat(read.manifest().layers()).isEqualTo(image.manifest().layers());
        assertThat(read.config()).isEqualTo(image.config());
    }

    @Test
    void sameImageGivesTheSameArchive() throws Exception {
        Image image = image(Compression.GZIP);
        for (String name : new String[] {"a.tar", "b.tar"}) {
            try (OutputStream out = Files.newOutputStream(dir.resolve(name))) {
                DockerArchive.write(image, List.of("a/b:c"), out);
            }
        }

        assertThat(dir.resolve("a.tar")).hasSameBinaryContentAs(dir.resolve("b.tar"));
    }

    @Test
    void otherFilesAreRefusedWithASentence() throws Exception {
        Tool.run(dir, "tar", "-czf", "x.tgz", "tree");
        Tool.run(dir, "tar", "-cf", "x.tar", "tree");

        assertThatThrownBy(() -> ImageArchive.open(dir.resolve("x.tgz"))).hasMessageContaining("unpack it first");
        assertThatThrownBy(() -> ImageArchive.open(dir.resolve("x.tar"))).isInstanceOf(ArchiveException.class);
    }

    @Test
    void missingLayerIsNamed() throws Exception {
        Files.writeString(dir.resolve("manifest.json"), "[{\"Config\":\"c.json\",\"Layers\":[\"gone.tar\"]}]");
        Files.writeString(dir.resolve("c.json"), "{}");
        Tool.run(dir, "tar", "-cf", "x.tar", "manifest.json", "c.json");

        assertThatThrownBy(() -> ImageArchive.open(dir.resolve("x.tar")))
                .hasMessageContaining("the layer 'gone.tar' is missing");
    }

    private Image image(Compression compression) throws IOException {
        LayerBlob layer = LayerBlob.write(
                DirectoryContent.of(dir.resolve("tree"), XattrReader.NONE),
                LayerProfile.image(Instant.EPOCH),
                compression,
                layout);
        ImageConfig config =
                ImageConfig.builder("linux/amd64").layer(layer.diffId(), "test").build();
        Descriptor stored = layout.put(config.raw());
        return Image.of(ImageManifest.builder(stored).layer(layer.descriptor()).build(), layout);
    }

    private String skopeo(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 2];
        command[0] = "skopeo";
        command[1] = "--insecure-policy";
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Tool.run(dir, command);
    }
}
