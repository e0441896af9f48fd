package io.kiln.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformIndexTest {

    private static final ImageFacts FIRST =
            new ImageFacts(ImageKind.KERNEL, Optional.of("6.1-k"), Optional.of("a".repeat(64)));
    private static final ImageFacts OTHER_KEY =
            new ImageFacts(ImageKind.KERNEL, Optional.of("6.1-k"), Optional.of("b".repeat(64)));

    @TempDir
    Path folder;

    @Test
    void eachImageIsDescribedAndTheIndexSaysWhatIsTrueOfAll() throws IOException {
        ImageIndex index = PlatformIndex.of(List.of(
                PlatformIndex.describe(image("linux/amd64", FIRST.labels())),
                PlatformIndex.describe(image("linux/arm64", OTHER_KEY.labels()))));

        assertThat(index.manifests())
                .extracting(Descriptor::annotations)
                .containsExactly(FIRST.labels(), OTHER_KEY.labels());
        assertThat(index.manifests())
                .extracting(child -> child.platform().orElse(""))
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(index.annotations())
                .isEqualTo(Map.of(ImageFacts.KIND, "kernel", ImageFacts.KERNEL_RELEASE, "6.1-k"));
        assertThat(ImageIndex.read(index.raw().bytes()).annotations()).isEqualTo(index.annotations());
    }

    @Test
    void anImageThatSaysNothingLeavesTheIndexSilent() throws IOException {
        ImageIndex index = PlatformIndex.of(List.of(
                PlatformIndex.describe(image("linux/amd64", FIRST.labels())),
                PlatformIndex.describe(image("linux/arm64", Map.of()))));

        assertThat(index.manifests().get(1).annotations()).isEmpty();
        assertThat(index.annotations()).isEmpty();
    }

    private Image image(String platform, Map<String, String> facts) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(folder);
        Map<String, String> labels = new LinkedHashMap<>(facts);
        labels.put("org.example", "not for the index");
        ImageConfig config = ImageConfig.builder(platform)
                .config(new ContainerConfig(List.of(), List.of(), List.of(), labels, "", ""))
                .build();
        layout.put(config.raw());
        ImageManifest manifest = ImageManifest.builder(config.descriptor()).build();
        layout.put(manifest.raw());
        return Image.of(manifest, layout);
    }
}
