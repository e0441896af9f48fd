package io.kiln.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.kmod.BuiltKernel;
import io.kiln.kmod.FileTree;
import io.kiln.oci.ContainerConfig;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.ValueSource;

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
    void anInstallerTellsReleaseAndCertificateOfTheKernelInItsUnifiedImage() throws Exception {
        BuiltKernel kernel = BuiltKernel.make();
        tree(List.of("bin/installer", "usr/install/amd64/vmlinuz.efi"));
        Files.write(folder.resolve("usr/install/amd64/vmlinuz.efi"), unifiedImage(kernel.vmlinux()));

        assertThat(ImageKinds.of(FileTree.ofDirectory("x", folder), List.of()))
                .isEqualTo(new ImageFacts(
                        ImageKind.INSTALLER, Optional.of(kernel.release()), Optional.of(kernel.fingerprint())));
    }

    @Test
    void imagerOlderInstallerAndKernelTellReleaseAndCertificateOfTheirKernel() throws Exception {
        BuiltKernel kernel = BuiltKernel.make();
        for (ImageKind kind : List.of(ImageKind.IMAGER, ImageKind.INSTALLER, ImageKind.KERNEL)) {
            Path root = Files.createDirectory(folder.resolve(kind.word()));
            Path file = root.resolve(kind == ImageKind.KERNEL ? "boot/vmlinuz" : "usr/install/arm64/vmlinuz");
            Files.createDirectories(file.resolveSibling("."));
            Files.write(file, kernel.vmlinux());
            String program = kind == ImageKind.KERNEL ? "/bin/sh" : "/bin/" + kind.word();

            assertThat(ImageKinds.of(FileTree.ofDirectory("x", root), List.of(program)))
                    .isEqualTo(new ImageFacts(kind, Optional.of(kernel.release()), Optional.of(kernel.fingerprint())));
        }
    }

    @Test
    void aKernelThatCannotBeReadLeavesTheReleaseToTheModules() throws Exception {
        FileTree tree = tree(List.of(
                "bin/installer", "usr/install/amd64/vmlinuz.efi", "usr/lib/modules/6.1-k/modules.dep", "boot/vmlinuz"));

        assertThat(ImageKinds.of(tree, List.of()))
                .isEqualTo(new ImageFacts(ImageKind.INSTALLER, Optional.of("6.1-k"), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"usr/bin", "/usr/bin", "../../usr/bin", "/../usr/./bin"})
    void filesAreFoundBehindLinksAsAProcessInTheImageFindsThem(String link) throws Exception {
        tree(List.of("usr/bin/installer", "usr/boot/kernel"));
        Files.createSymbolicLink(folder.resolve("bin"), Path.of(link));
        assertThat(kind(FileTree.ofDirectory("x", folder))).isEqualTo(ImageKind.INSTALLER_BASE);

        Files.createSymbolicLink(folder.resolve("usr/boot/vmlinuz"), Path.of("kernel"));
        Files.createDirectories(folder.resolve("usr/install/amd64"));
        Files.createSymbolicLink(folder.resolve("usr/install/amd64/vmlinuz"), Path.of("/boot/vmlinuz"));
        assertThat(kind(FileTree.ofDirectory("x", folder))).isEqualTo(ImageKind.INSTALLER_BASE);
        Files.createSymbolicLink(folder.resolve("boot"), Path.of("usr/boot"));
        assertThat(kind(FileTree.ofDirectory("x", folder))).isEqualTo(ImageKind.INSTALLER);
    }

    @Test
    void linksThatLeadOutOfTheImageOrNowhereAreNoEvidence() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("installer"), "x");
        for (Path target : List.of(outside, Path.of("../outside"), Path.of("bin"))) {
            Path root = Files.createTempDirectory(folder, "root");
            Files.createSymbolicLink(root.resolve("bin"), target);
            Files.createSymbolicLink(root.resolve("manifest.yaml"), Path.of("absent"));
            Files.createDirectories(root.resolve("rootfs"))
                    .resolve("x")
                    .toFile()
                    .createNewFile();
            assertThat(kind(FileTree.ofDirectory("x", root))).isEqualTo(ImageKind.PACKAGE);
        }
    }

    private static ImageKind kind(FileTree tree) throws Exception {
        return ImageKinds.of(tree, List.of()).kind();
    }

    /** The head of a PE file with one section. */
    private static byte[] unifiedImage(byte[] linux) {
        ByteBuffer image = ByteBuffer.allocate(512 + linux.length).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x80);
        image.putInt(0x80, 0x4550).putShort(0x86, (short) 1);
        image.put(0x98, ".linux".getBytes(StandardCharsets.US_ASCII));
        image.putInt(0x98 + 8, linux.length).putInt(0x98 + 16, linux.length).putInt(0x98 + 20, 512);
        return image.put(512, linux).array();
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
