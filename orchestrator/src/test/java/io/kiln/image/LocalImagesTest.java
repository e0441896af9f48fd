package io.kiln.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.Platform;
import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalImagesTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final Platform ARM64 = Platform.of("linux", "arm64");
    private static final ImageReference NAME = ImageReference.parse("kiln.test/base:1");

    @TempDir
    Path folder;

    private OciLayout layout;
    private LocalImages images;

    @BeforeEach
    void open() throws IOException {
        layout = OciLayout.openOrCreate(folder);
        images = new LocalImages(layout);
    }

    @Test
    void oneNameServesSeveralPlatforms() throws IOException {
        Image amd64 = image(AMD64, "one");
        Image arm64 = image(ARM64, "one");
        images.name(NAME, amd64);
        images.name(NAME, arm64);
        assertThat(digest(AMD64)).isEqualTo(amd64.manifest().digest());
        assertThat(digest(ARM64)).isEqualTo(arm64.manifest().digest());
    }

    @Test
    void aNewImageReplacesTheOneOfItsPlatformOnly() throws IOException {
        Image arm64 = image(ARM64, "one");
        images.name(NAME, image(AMD64, "one"));
        images.name(NAME, arm64);
        Image newer = image(AMD64, "two");
        images.name(NAME, newer);
        assertThat(digest(AMD64)).isEqualTo(newer.manifest().digest());
        assertThat(digest(ARM64)).isEqualTo(arm64.manifest().digest());
    }

    @Test
    void aTagWithADigestIsThatVeryImageOrNone() throws IOException {
        Image image = image(AMD64, "one");
        images.name(NAME, image);

        assertThat(images.find(NAME.withDigest(image.manifest().digest()), AMD64))
                .isPresent();
        assertThat(images.find(NAME.withDigest(image(AMD64, "two").manifest().digest()), AMD64))
                .isEmpty();
    }

    @Test
    void theIndexOfSeveralPlatformsSaysWhatItsImagesSay() throws IOException {
        ImageFacts facts = ImageFacts.of(ImageKind.INSTALLER_BASE);
        images.name(NAME, image(AMD64, "one", facts.labels()));
        images.name(NAME, image(ARM64, "one", facts.labels()));
        ImageIndex index = images.source(NAME).orElseThrow().index().orElseThrow();
        assertThat(index.annotations()).isEqualTo(facts.labels());
        assertThat(index.manifests())
                .allSatisfy(child -> assertThat(child.annotations()).isEqualTo(facts.labels()));

        images.name(NAME, image(AMD64, "two"));
        index = images.source(NAME).orElseThrow().index().orElseThrow();
        assertThat(index.annotations()).isEmpty();
        assertThat(index.manifests().get(1).annotations()).isEqualTo(facts.labels());
    }

    private Object digest(Platform platform) throws IOException {
        return images.find(NAME, platform).orElseThrow().manifest().digest();
    }

    private Image image(Platform platform, String version) throws IOException {
        return image(platform, version, Map.of());
    }

    private Image image(Platform platform, String version, Map<String, String> labels) throws IOException {
        ImageConfig config = ImageConfig.builder(platform.toString())
                .config(new ContainerConfig(List.of(), List.of(), List.of(), labels, "", ""))
                .build();
        layout.put(config.raw());
        ImageManifest manifest = ImageManifest.builder(config.descriptor())
                .annotation("version", version)
                .build();
        layout.put(manifest.raw());
        return Image.of(manifest, layout);
    }
}
