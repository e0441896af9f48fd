package io.kiln.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.kmod.FileTree;
import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageKindsTest {

    private static final String PRINT = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    static List<Arguments> contents() {
        String arch = "usr/install/amd64/";
        return List.of(
                Arguments.of(List.of("boot/vmlinuz", "usr/lib/modules/6.1-k/modules.dep"), "", ImageKind.KERNEL),
                Arguments.of(List.of("usr/lib/modules/6.1-k/extras/a.ko"), "", ImageKind.PACKAGE),
                Arguments.of(List.of("manifest.yaml", "rootfs/usr/local/bin/a"), "", ImageKind.EXTENSION),
                Arguments.of(List.of("manifest.yaml", "usr/bin/a"), "", ImageKind.PACKAGE),
                Arguments.of(
                        List.of(arch + "vmlinuz", arch + "initramfs.xz", arch + "systemd-stub.efi", "bin/installer"),
                        "/bin/imager",
                        ImageKind.IMAGER),
                Arguments.of(
                        List.of(arch + "vmlinuz", arch + "initramfs.xz", arch + "systemd-stub.efi"),
                        "",
                        ImageKind.IMAGER),
                Arguments.of(List.of("usr/bin/installer", arch + "vmlinuz.efi"), "/bin/installer", ImageKind.INSTALLER),
                Arguments.of(
                        List.of("bin/installer", arch + "vmlinuz", arch + "initramfs.xz"),
                        "/bin/installer",
                        ImageKind.INSTALLER),
                Arguments.of(List.of("bin/installer"), "/bin/installer", ImageKind.INSTALLER_BASE));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void anImageWithoutLabelsIsRecognisedByContent(List<String> files, String entrypoint, ImageKind kind)
            throws Exception {
        assertThat(ImageKinds.of(tree(files), entrypoint.isEmpty() ? List.of() : List.of(entrypoint)))
                .extracting(ImageFacts::kind)
                .isEqualTo(kind);
    }

    @Test
    void theReleaseIsThatOfTheOneModuleDirectory() throws Exception {
        assertThat(ImageKinds.of(tree(List.of("rootfs/usr/lib/modules/6.1-k/a.ko", "manifest.yaml")), List.of())
                        .kernelRelease())
                .contains("6.1-k");
        assertThat(ImageKinds.of(tree(List.of("usr/lib/modules/6.1-k/a.ko", "usr/lib/modules/6.2/a.ko")), List.of())
                        .kernelRelease())
                .isEmpty();
    }

    @Test
    void labelsSayWhatTheImageIs() throws Exception {
        ImageFacts facts = new ImageFacts(ImageKind.INSTALLER_BASE, Optional.of("6.1-k"), Optional.of(PRINT));
        assertThat(ImageKinds.of("x", image(facts.labels()))).isEqualTo(facts);
    }

    @Test
    void aLabelThatIsNotInOrderCountsAsAbsent() {
        assertThat(ImageFacts.ofLabels(Map.of(
                        ImageFacts.KIND, "kernel", ImageFacts.KERNEL_RELEASE, "../x", ImageFacts.CERTIFICATE, "A")))
                .contains(ImageFacts.of(ImageKind.KERNEL));
        assertThat(ImageFacts.ofLabels(Map.of(ImageFacts.KIND, "kernels"))).isEmpty();
    }

    @Test
    void theWrongKindIsRefusedWithTheKindItIsTheOneWantedAndTheOption() throws Exception {
        Image imager = image(ImageFacts.of(ImageKind.IMAGER).labels());
        assertThatThrownBy(() -> ImageKinds.require(
                        ImageKind.INSTALLER_BASE,
                        "--base-installer-image",
                        "host/imager:v1",
                        imager,
                        kind -> kind == ImageKind.IMAGER ? Optional.of("--imager-image") : Optional.empty()))
                .isInstanceOf(WrongKindException.class)
                .hasMessage(
                        "--base-installer-image: host/imager:v1 is an imager image, and an installer-base image is "
                                + "wanted here. Give it to --imager-image, and --base-installer-image the installer-base image.");
    }

    private FileTree tree(List<String> files) throws IOException {
        for (String file : files) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, "x");
        }
        return FileTree.ofDirectory("x", folder);
    }

    private Image image(Map<String, String> labels) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(folder.resolve("layout"));
        ImageConfig config = ImageConfig.builder("linux/amd64")
                .config(new ContainerConfig(List.of(), List.of(), List.of(), labels, "", ""))
                .build();
        layout.put(config.raw());
        return Image.of(ImageManifest.builder(config.descriptor()).build(), layout);
    }
}
