package io.kiln.cli;

import io.kiln.exec.TinyRoot;
import io.kiln.imager.Shell;
import io.kiln.kmod.DebianKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Images to make a machine of, out of Debian's kernel and tools of this host, in a store below a folder of a test: a
 * small imager image, an installer-base, a kernel image with a System.map, extensions.
 */
final class MachineFixture {

    static final String IMAGER = "kiln.test/imager:1";
    static final String BASE = "kiln.test/installer-base:1";
    static final String KERNEL = "kiln.test/kernel:1";

    private static final DebianKernel DEBIAN = DebianKernel.get();

    final Path folder;
    final Path store;
    final String release;

    private MachineFixture(Path folder) throws IOException {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.release = DEBIAN.release();
    }

    /** All but the extensions. */
    static MachineFixture in(Path folder) throws Exception {
        MachineFixture fixture = new MachineFixture(folder);
        fixture.initramfs();
        fixture.imager();
        fixture.base();
        fixture.kernel();
        return fixture;
    }

    /** Runs {@code kiln imager} with the images of this fixture. */
    KilnRun imager(String profile, String... more) {
        String[] first = {"imager", profile, "--imager-image", IMAGER, "--store", store.toString(), "--arch", "amd64"};
        String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return KilnRun.of(all);
    }

    /** An extension without modules; returns its reference. */
    String extension(String name) throws Exception {
        return extension(
                name,
                root -> Files.writeString(
                        Files.createDirectories(root.resolve("usr/local/share")).resolve(name), name));
    }

    /** An extension with one of Debian's modules. */
    String moduleExtension(String name, String module) throws Exception {
        return extension(
                name, root -> Files.copy(DEBIAN.module(module), modules(root).resolve(module + ".ko")));
    }

    /** An extension with one of Debian's modules, signed anew by a key that nobody knows. */
    String foreignExtension(String name, String module) throws Exception {
        return extension(name, root -> {
            Path file = modules(root).resolve(module + ".ko");
            Files.copy(DEBIAN.module(module), file);
            Shell.run(folder, """
                    strip --strip-debug %1$s
                    openssl req -new -x509 -nodes -newkey rsa:2048 -keyout foreign.pem -outform DER -out foreign.der \\
                        -subj '/CN=Another kernel' 2>/dev/null
                    %2$s sha512 foreign.pem foreign.der %1$s
                    """.formatted(file, DEBIAN.signFile()));
        });
    }

    /** What is put into an extension's rootfs. */
    @FunctionalInterface
    interface Filler {
        void fill(Path rootfs) throws Exception;
    }

    String extension(String name, Filler filler) throws Exception {
        Path root = Files.createDirectories(folder.resolve("extension-" + name));
        Path rootfs = Files.createDirectories(root.resolve("rootfs"));
        filler.fill(rootfs);
        Files.writeString(root.resolve("manifest.yaml"), """
                version: v1alpha1
                metadata:
                  name: %s
                  version: 0.1
                  author: A. Tester
                  description: an extension
                  compatibility:
                    talos:
                      version: ">= v1.5.0"
                """.formatted(name));
        return pack(root, "kiln.test/" + name + ":1");
    }

    private Path modules(Path rootfs) throws IOException {
        return Files.createDirectories(rootfs.resolve("usr/lib/modules/" + release + "/extras"));
    }

    private void initramfs() throws Exception {
        Path modules = Files.createDirectories(folder.resolve("base/usr/lib/modules/" + release + "/kernel"));
        Files.copy(DEBIAN.module("bonding"), modules.resolve("bonding.ko"));
        Files.createDirectories(folder.resolve("base/etc"));
        Files.writeString(
                folder.resolve("base/etc/os-release"), "ID=fixture\nVERSION_ID=7\nPRETTY_NAME=\"Fixture 7\"\n");
        Path initramfs = Files.createDirectories(folder.resolve("initramfs/bin"));
        Files.copy(Path.of("/bin/busybox"), initramfs.resolve("busybox"));
        Files.writeString(folder.resolve("initramfs/init"), """
                #!/bin/busybox sh
                for file in /*.sqsh /*.yaml; do echo "has $file"; done
                /bin/busybox cat /config.yaml
                echo fixture-ready
                /bin/busybox poweroff -f
                """);
        Shell.run(folder, """
                for name in modules.order modules.builtin modules.builtin.modinfo; do
                    cp %1$s/lib/modules/%2$s/$name base/usr/lib/modules/%2$s/
                done
                chmod 0755 initramfs/init initramfs/bin/busybox
                mksquashfs base initramfs/rootfs.sqsh -noappend -quiet -no-progress -comp zstd -all-time 0 -mkfs-time 0
                find initramfs -exec touch -h -d @0 {} +
                cd initramfs
                find . -mindepth 1 | sort | cpio -o -H newc --quiet --reproducible --owner=0:0 | zstd -q -3 >../initramfs.xz
                """.formatted(DEBIAN.root(), release));
    }

    private void imager() throws Exception {
        Path root = Files.createDirectories(folder.resolve("imager"));
        programs(root);
        bootAssets(root);
        pack(root, IMAGER);
    }

    /** An imager image with the boot assets of the other, and not one program; returns its reference. */
    String imagerWithoutTools() throws Exception {
        Path root = Files.createDirectories(folder.resolve("imager-without-tools"));
        bootAssets(root);
        return pack(root, "kiln.test/imager-without-tools:1");
    }

    /** An image with the programs alone; returns its reference. */
    String tools() throws Exception {
        Path root = Files.createDirectories(folder.resolve("tools"));
        programs(root);
        return pack(root, "kiln.test/tools:1");
    }

    private void programs(Path root) throws Exception {
        TinyRoot.fillWithBash(root);
        for (String program : new String[] {
            "mksquashfs", "unsquashfs", "depmod", "mkfs.vfat", "mcopy", "mmd", "sgdisk", "xorriso", "truncate"
        }) {
            String path = Shell.run(folder, "PATH=$PATH:/usr/sbin:/sbin command -v " + program)
                    .strip();
            TinyRoot.program(root, Path.of(path));
        }
        // mtools speaks code page 850.
        Shell.run(root, "for file in /usr/lib/*/gconv/{IBM850.so,gconv-modules*}; do cp -r --parents $file .; done");
    }

    private void bootAssets(Path root) throws Exception {
        Path assets = Files.createDirectories(root.resolve("usr/install/amd64"));
        Files.copy(DEBIAN.vmlinuz(), assets.resolve("vmlinuz"));
        Files.copy(folder.resolve("initramfs.xz"), assets.resolve("initramfs.xz"));
        Path systemd = Path.of("/usr/lib/systemd/boot/efi");
        Files.copy(systemd.resolve("linuxx64.efi.stub"), assets.resolve("systemd-stub.efi"));
        Files.copy(systemd.resolve("systemd-bootx64.efi"), assets.resolve("systemd-boot.efi"));
    }

    /** Puts an image of the store into a registry that speaks http, under {@code user/}; returns its reference there. */
    String push(String reference, String registry) throws Exception {
        String there = registry + "/user/" + reference.substring(reference.indexOf('/') + 1);
        Shell.run(
                folder,
                "skopeo copy --insecure-policy --quiet --dest-tls-verify=false oci:%s:%s docker://%s"
                        .formatted(store, reference, there));
        return there;
    }

    private void base() throws Exception {
        Path root = Files.createDirectories(folder.resolve("installer-base"));
        Files.writeString(Files.createDirectories(root.resolve("bin")).resolve("installer"), "#!/bin/sh\n");
        pack(root, BASE);
    }

    /** Its System.map has the symbols of the kernel that Debian's modules {@code bonding} and {@code dummy} need. */
    private void kernel() throws Exception {
        Path boot = Files.createDirectories(folder.resolve("kernel/boot"));
        Files.copy(DEBIAN.vmlinuz(), boot.resolve("vmlinuz"));
        Shell.run(folder, """
                { nm -u %s %s; echo " U module_layout"; } | sed -n 's/^ *U /ffffffff81000000 r __ksymtab_/p' | sort -u \\
                    >kernel/boot/System.map
                """.formatted(DEBIAN.module("bonding"), DEBIAN.module("dummy")));
        pack(folder.resolve("kernel"), KERNEL);
    }

    /** A kernel that is not the imager's, byte for byte, with a module of its own; returns its reference. */
    String otherKernel() throws Exception {
        Path root = Files.createDirectories(folder.resolve("other-kernel"));
        Path modules = Files.createDirectories(root.resolve("usr/lib/modules/" + release + "/kernel"));
        Files.copy(DEBIAN.module("dummy"), modules.resolve("dummy.ko"));
        Shell.run(root, "mkdir boot; { cat %s; echo; } >boot/vmlinuz".formatted(DEBIAN.vmlinuz()));
        return pack(root, "kiln.test/other-kernel:1");
    }

    private String pack(Path root, String reference) throws Exception {
        Path tar = folder.resolve(root.getFileName() + ".tar");
        Shell.run(
                folder,
                "tar -C %s --sort=name --mtime=@0 --numeric-owner --owner=0 --group=0 -cf %s $(ls -A %s)"
                        .formatted(root, tar, root));
        KilnRun imported = KilnRun.of(
                "image", "import", tar.toString(), reference, "--platform", "linux/amd64", "--store", store.toString());
        if (imported.exitCode() != 0) {
            throw new AssertionError(imported.err());
        }
        return reference;
    }
}
