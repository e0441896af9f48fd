package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelImageTest {

    private static final SigningKey KEY = SigningKey.rsa("kernel");
    private static final SigningKey SECOND = SigningKey.rsa("distribution");
    private static final SigningKey OTHER = SigningKey.rsa("other");

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void factsAreReadOutOfABzImage(Compression compression) throws IOException {
        KernelImage kernel = read(KernelBuilder.bzImage(builder().vmlinux(), compression));

        assertThat(kernel.release()).isEqualTo(KernelBuilder.RELEASE);
        assertThat(kernel.vermagic()).hasValue(KernelBuilder.VERMAGIC.strip());
        assertThat(kernel.machine()).hasValue(62);
        assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void factsAreReadOutOfAnArm64KernelInItsForms(Compression compression) throws IOException {
        byte[] image = builder().arm64Image();

        for (byte[] file :
                new byte[][] {image, KernelBuilder.compress(image, compression), KernelBuilder.zboot(image, compression)
                }) {
            KernelImage kernel = read(file);
            assertThat(kernel.release()).isEqualTo(KernelBuilder.RELEASE);
            assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
        }
    }

    @Test
    void vmlinuxIsReadAsItIs() throws IOException {
        assertThat(read(builder().vmlinux()).certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
    }

    @Test
    void listIsTakenFromTheAddressInSystemMap() throws IOException {
        KernelBuilder builder = builder();
        byte[] vmlinux = builder.vmlinux();

        KernelImage kernel = read(vmlinux, builder.systemMap());

        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_SYMBOL);
        assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
    }

    @Test
    void systemMapOfARawImageCountsFromText() throws IOException {
        KernelBuilder builder = builder();
        byte[] image = builder.arm64Image();

        assertThat(read(image, builder.systemMap()).certificates().found())
                .isEqualTo(TrustedCertificates.Found.BY_SYMBOL);
    }

    @Test
    void systemMapWithoutTheSymbolsOrOfAnotherKernelIsNotBelieved() throws IOException {
        for (String map : new String[] {
            "ffffffffffffffff B The real System.map is elsewhere\n",
            "%x d system_certificate_list\n%x d system_certificate_list_size\n"
                    .formatted(KernelBuilder.TEXT + 24, KernelBuilder.TEXT + 64),
            "%x d system_certificate_list\n%x d system_certificate_list_size\n".formatted(16, -8L),
        }) {
            KernelImage kernel = read(builder().vmlinux(), map);
            assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_STRUCTURE);
            assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
        }
    }

    @Test
    void revokedCertificatesAndThoseOfOtherPartsAreNotTrusted() throws IOException {
        KernelImage kernel = read(
                builder().revoking(OTHER).holding(SigningKey.ec("regulatory")).vmlinux());

        assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());
    }

    @Test
    void withoutAnySizeEveryCertificateIsFoundAndTheResultSaysSo() throws IOException {
        KernelImage kernel = read(builder().withoutSizes().holding(OTHER).vmlinux());

        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_SEARCH);
        assertThat(kernel.certificates().list())
                .containsExactlyInAnyOrder(KEY.trusted(), SECOND.trusted(), OTHER.trusted());
    }

    @Test
    void kernelThatTrustsNothingHasAnEmptyList() throws IOException {
        KernelBuilder builder = new KernelBuilder();
        byte[] vmlinux = builder.vmlinux();

        assertThat(read(vmlinux, builder.systemMap()).certificates().list()).isEmpty();
        assertThat(read(vmlinux).certificates().list()).isEmpty();
    }

    @Test
    void whatIsNoKernelIsRefusedWithTheReason() {
        assertThatThrownBy(() -> read("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("neither a bzImage");
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(KmodFormatException.class);
        assertThatThrownBy(() -> read(
                        KernelBuilder.bzImage("not a kernel".getBytes(StandardCharsets.US_ASCII), Compression.GZIP)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("neither an ELF vmlinux");
        assertThatThrownBy(() -> read(ElfBuilder.X86_64.kernel(0, new byte[4000])))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("which release");
    }

    @Test
    void truncatedKernelIsRefused() throws IOException {
        byte[] whole = KernelBuilder.bzImage(builder().vmlinux(), Compression.XZ);

        for (int length = 0; length < whole.length; length += 397) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(KmodFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void damagedKernelGivesAKernelOrATypedException(Compression compression) throws IOException {
        byte[] whole = KernelBuilder.bzImage(builder().vmlinux(), compression);
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 150; round++) {
            byte[] damaged = whole.clone();
            int at = round % 2 == 0 ? 0x1f1 + random.nextInt(0x70) : random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            try {
                assertThat(read(damaged).release())
                        .as("seed %s round %s", seed, round)
                        .isNotEmpty();
            } catch (KmodFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void imageIsAKernelImageWhenItHasVmlinuz(@TempDir Path root) throws Exception {
        FileTree tree = FileTree.ofDirectory("image", root);
        assertThat(KernelImage.find(tree)).isEmpty();

        KernelBuilder builder = builder();
        Files.createDirectories(root.resolve("boot"));
        Files.write(root.resolve("boot/vmlinuz"), KernelBuilder.bzImage(builder.vmlinux(), Compression.ZSTD));
        Files.writeString(root.resolve("boot/System.map"), builder.systemMap());

        KernelImage kernel = KernelImage.find(tree).orElseThrow();
        assertThat(kernel.name()).isEqualTo("image");
        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_SYMBOL);
    }

    @Test
    void unreadableKernelOfAnImageIsNamed(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("boot"));
        Files.writeString(root.resolve("boot/vmlinuz"), "nonsense");

        assertThatThrownBy(() -> KernelImage.find(FileTree.ofDirectory("user/kernel:v1", root)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageStartingWith("user/kernel:v1: /boot/vmlinuz: it is neither");
    }

    private static KernelBuilder builder() {
        return new KernelBuilder().trusting(KEY).trusting(SECOND);
    }

    @Test
    void vmlinuzMayBeALinkInsideTheImage(@TempDir Path root) throws Exception {
        KernelBuilder builder = builder();
        Files.createDirectories(root.resolve("usr/boot"));
        Files.createSymbolicLink(root.resolve("boot"), Path.of("usr/boot"));
        Files.write(root.resolve("boot/vmlinuz-6.1"), builder.vmlinux());
        Files.writeString(root.resolve("boot/System.map-6.1"), builder.systemMap());
        for (String target : new String[] {"vmlinuz-6.1", "/boot/vmlinuz-6.1"}) {
            Files.deleteIfExists(root.resolve("boot/vmlinuz"));
            Files.deleteIfExists(root.resolve("boot/System.map"));
            Files.createSymbolicLink(root.resolve("boot/vmlinuz"), Path.of(target));
            Files.createSymbolicLink(root.resolve("boot/System.map"), Path.of("System.map-6.1"));

            KernelImage kernel =
                    KernelImage.find(FileTree.ofDirectory("image", root)).orElseThrow();

            assertThat(kernel.release()).isEqualTo(KernelBuilder.RELEASE);
            assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_SYMBOL);
        }
    }

    @Test
    void vmlinuzThatIsNoFileIsAnErrorThatNamesIt(@TempDir Path root) throws Exception {
        Path vmlinuz = root.resolve("boot/vmlinuz");
        Files.createDirectories(root.resolve("boot"));
        Files.createSymbolicLink(root.resolve("boot/System.map"), Path.of("System.map-6.1"));
        Files.createSymbolicLink(vmlinuz, Path.of("vmlinuz-6.1"));

        assertThatThrownBy(() -> KernelImage.find(FileTree.ofDirectory("user/kernel:v1", root)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessage("user/kernel:v1: /boot/vmlinuz: it is a link to 'vmlinuz-6.1', which is not in the image");

        Files.delete(vmlinuz);
        Files.createDirectory(vmlinuz);
        assertThatThrownBy(() -> KernelImage.find(FileTree.ofDirectory("user/kernel:v1", root)))
                .isInstanceOf(KmodFormatException.class)
                .hasMessage("user/kernel:v1: /boot/vmlinuz: it is a directory");
    }

    @Test
    void revokedCertificatesAreNotTakenForTheListOfAKernelThatTrustsNothing() throws IOException {
        KernelImage kernel = read(new KernelBuilder().revoking(OTHER).vmlinux());

        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_SEARCH);
    }

    @Test
    void listOfABuildWithoutAKeyOfItsOwnIsFoundBeforeTheRevokedOne() throws IOException {
        KernelImage kernel = read(builder().withoutOwnKey().revoking(OTHER).vmlinux());
        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_STRUCTURE);
        assertThat(kernel.certificates().list()).containsExactly(KEY.trusted(), SECOND.trusted());

        assertThat(read(builder().withoutOwnKey().vmlinux()).certificates().list())
                .containsExactly(KEY.trusted(), SECOND.trusted());
    }

    private static KernelImage read(byte[] file) throws IOException {
        return KernelImage.read("kernel", new ByteArrayInputStream(file), Optional.empty());
    }

    private static KernelImage read(byte[] file, String map) throws IOException {
        InputStream in = new ByteArrayInputStream(map.getBytes(StandardCharsets.US_ASCII));
        return KernelImage.read("kernel", new ByteArrayInputStream(file), Optional.of(in));
    }
}
