package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionProofTest {

    private static final SigningKey FIRST = SigningKey.rsa("first");
    private static final SigningKey SECOND = SigningKey.rsa("second");
    private static final byte[] MODULE = ElfBuilder.X86_64.module("vermagic=" + KernelBuilder.VERMAGIC);

    @TempDir
    Path temp;

    @Test
    void moduleImageMayFitAnyKernelOfTheSession() throws Exception {
        List<FileTree> images = List.of(module("mod", SECOND), kernel("one", FIRST), kernel("two", SECOND));

        assertThat(new SessionProof().require(images, BuildEvents.NONE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.kernel()).isEqualTo("two"));
    }

    @Test
    void modulesOfAKernelImageMustFitItsOwnKernel() throws Exception {
        FileTree one = kernel("one", FIRST);
        module("one", SECOND);
        FileTree two = kernel("two", SECOND);

        assertThatThrownBy(() -> new SessionProof().require(List.of(one, two), BuildEvents.NONE))
                .isInstanceOfSatisfying(
                        ModuleProofException.class,
                        e -> assertThat(e.failures())
                                .singleElement()
                                .satisfies(
                                        finding -> assertThat(finding.image()).isEqualTo("one")));
    }

    @Test
    void moduleWithoutAnyKernelIsRefused() throws Exception {
        FileTree module = module("mod", FIRST);

        assertThatThrownBy(() -> new SessionProof().require(List.of(module), BuildEvents.NONE))
                .isInstanceOf(ModuleProofException.class)
                .hasMessageContaining("no kernel to prove it against");
    }

    @Test
    void kernelFromElsewhereCounts() throws Exception {
        KernelImage elsewhere = KernelImage.find(kernel("pushed", FIRST)).orElseThrow();

        assertThat(new SessionProof(List.of(elsewhere)).require(List.of(module("mod", FIRST)), BuildEvents.NONE))
                .hasSize(1);
    }

    @Test
    void sessionWithoutModulesNeedsNoKernel() throws Exception {
        Files.createDirectories(temp.resolve("tools/usr/bin"));

        assertThat(new SessionProof()
                        .require(List.of(FileTree.ofDirectory("tools", temp.resolve("tools"))), BuildEvents.NONE))
                .isEmpty();
    }

    private FileTree kernel(String name, SigningKey key) throws IOException {
        Path boot = Files.createDirectories(temp.resolve(name).resolve("boot"));
        byte[] vmlinux = new KernelBuilder().trusting(key).vmlinux();
        Files.write(boot.resolve("vmlinuz"), KernelBuilder.bzImage(vmlinux, Compression.GZIP));
        return FileTree.ofDirectory(name, temp.resolve(name));
    }

    private FileTree module(String name, SigningKey key) throws IOException {
        Path directory = Files.createDirectories(
                temp.resolve(name).resolve("usr/lib/modules/" + KernelBuilder.RELEASE + "/extras"));
        Files.write(directory.resolve("hello.ko"), ModuleSigner.sign(MODULE, key, "SHA512"));
        return FileTree.ofDirectory(name, temp.resolve(name));
    }
}
