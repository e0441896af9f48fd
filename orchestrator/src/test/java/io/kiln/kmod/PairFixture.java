package io.kiln.kmod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a kernel and of modules for it, small but true to form, for tests of other packages. */
public final class PairFixture {

    private static final byte[] MODULE = ElfBuilder.X86_64.module("vermagic=" + KernelBuilder.VERMAGIC);

    private final SigningKey trusted = SigningKey.rsa("the kernel's key");
    private final SigningKey other = SigningKey.rsa("another key");

    /** Writes {@code boot/vmlinuz}. */
    public void kernel(Path root) throws IOException {
        Path boot = Files.createDirectories(root.resolve("boot"));
        byte[] vmlinux = new KernelBuilder().trusting(trusted).vmlinux();
        Files.write(boot.resolve("vmlinuz"), KernelBuilder.bzImage(vmlinux, Compression.GZIP));
    }

    /** Writes a module that the kernel trusts. */
    public void goodModule(Path root) throws IOException {
        module(root, ModuleSigner.sign(MODULE, trusted, "SHA512"));
    }

    /** Writes a module that another kernel's key signed. */
    public void strangeModule(Path root) throws IOException {
        module(root, ModuleSigner.sign(MODULE, other, "SHA512"));
    }

    /** A module that the kernel trusts. */
    public byte[] signed() {
        return ModuleSigner.sign(MODULE, trusted, "SHA512");
    }

    /** A module that another kernel's key signed. */
    public byte[] signedByAnother() {
        return ModuleSigner.sign(MODULE, other, "SHA512");
    }

    /** A module that nobody signed. */
    public static byte[] unsigned() {
        return MODULE.clone();
    }

    /** A module for this release, signed by the kernel's key. */
    public byte[] signedFor(String release) {
        byte[] module = ElfBuilder.X86_64.module("vermagic=" + release + " SMP preempt mod_unload ");
        return ModuleSigner.sign(module, trusted, "SHA512");
    }

    /** A module for arm64, signed by the kernel's key. */
    public byte[] signedForArm64() {
        return ModuleSigner.sign(ElfBuilder.AARCH64.module("vermagic=" + KernelBuilder.VERMAGIC), trusted, "SHA512");
    }

    /** As kbuild compresses modules: {@code gz}, {@code xz} or {@code zst}. */
    public static byte[] compressed(byte[] module, String suffix) throws IOException {
        return KernelBuilder.compress(
                module,
                suffix.equals("gz") ? Compression.GZIP : suffix.equals("xz") ? Compression.XZ : Compression.ZSTD);
    }

    /** The kernel's release, which is that of the modules' directory too. */
    public static String release() {
        return KernelBuilder.RELEASE;
    }

    private static void module(Path root, byte[] content) throws IOException {
        Path directory = Files.createDirectories(root.resolve("usr/lib/modules/" + KernelBuilder.RELEASE + "/extras"));
        Files.write(directory.resolve("hello.ko"), content);
    }
}
