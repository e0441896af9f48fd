package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.imager.Shell;
import io.kiln.store.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From images to a file that a machine starts from: Debian's kernel, real containers, skopeo, OVMF in QEMU. */
class ImagerCommandIT {

    @TempDir
    static Path shared;

    private static MachineFixture machine;
    private static String dummy;

    @TempDir
    Path out;

    @BeforeAll
    static void makeImages() throws Exception {
        machine = MachineFixture.in(shared);
        dummy = machine.moduleExtension("dummy", "dummy");
    }

    private KilnRun installer(String... more) {
        List<String> all =
                new ArrayList<>(List.of("--base-installer-image", MachineFixture.BASE, "--output", out.toString()));
        all.addAll(List.of(more));
        return machine.imager("installer", all.toArray(String[]::new));
    }

    /** The initramfs segment that was added, unpacked into a folder. */
    private Path unpackAdded(String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("--output-kind", "initramfs", "--output", out.toString()));
        all.addAll(List.of(more));
        KilnRun run = machine.imager("metal", all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        Path added = Files.createDirectories(out.resolve("added"));
        // What stands before it is the original, byte for byte, padded to a multiple of four.
        Shell.run(added, """
                size=$(stat -c %%s %1$s)
                cmp -n "$size" %1$s ../initramfs-metal-amd64.xz
                tail -c +$(((size + 3) / 4 * 4 + 1)) ../initramfs-metal-amd64.xz | zstd -qdc | cpio -id --quiet
                """.formatted(machine.folder.resolve("initramfs.xz")));
        return added;
    }

    @Test
    void installerIsADockerArchiveThatForeignToolsTake() throws Exception {
        KilnRun run = installer("--system-extension-image", dummy, "--kernel-image", MachineFixture.KERNEL);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip())
                .isEqualTo(out.resolve("installer-amd64.tar").toString());
        assertThat(run.err()).contains("proved rootfs/usr/lib/modules/").doesNotContain("warning");
        Shell.run(out, "skopeo copy --insecure-policy --quiet docker-archive:installer-amd64.tar dir:copy");
        assertThat(Shell.run(out, "skopeo inspect --config docker-archive:installer-amd64.tar"))
                .contains("\"dev.kiln.image.kind\": \"installer\"")
                .contains("\"dev.kiln.kernel.release\": \"" + machine.release + "\"")
                .containsPattern("\"dev.kiln.signing-certificate.sha256\": \"[0-9a-f]{64}\"");
        String files = Shell.run(out, "for layer in copy/*; do tar -tf $layer 2>/dev/null || true; done");
        assertThat(files.lines())
                .contains("bin/installer", "usr/install/amd64/vmlinuz.efi", "usr/install/amd64/systemd-boot.efi");
    }

    @Test
    void extensionsLieInTheInitramfsWithTheirListAndTheIndexesOfAllModules() throws Exception {
        String firmware = machine.extension("firmware", root -> {
            Path folder = Files.createDirectories(root.resolve("usr/lib/firmware/vendor"));
            Files.writeString(folder.resolve("blob.bin"), "blob");
        });
        Path added = unpackAdded("--system-extension-image", dummy, "--system-extension-image", firmware);

        assertThat(added.resolve("extensions.yaml")).hasContent("""
                layers:
                    - image: 0.sqsh
                      metadata:
                        name: dummy
                        version: "0.1"
                        author: A. Tester
                        description: an extension
                        compatibility:
                            talos:
                                version: ">= v1.5.0"
                    - image: 1.sqsh
                      metadata:
                        name: firmware
                        version: "0.1"
                        author: A. Tester
                        description: an extension
                        compatibility:
                            talos:
                                version: ">= v1.5.0"
                    - image: modules.dep.sqsh
                      metadata:
                        name: modules.dep
                        version: %s
                        author: Talos Machinery
                        description: Combined modules.dep for all extensions
                        compatibility: {}
                """.formatted(machine.release));
        assertThat(added.resolve("usr/lib/firmware/vendor/blob.bin")).hasContent("blob");
        assertThat(Shell.run(added, "unsquashfs -lls 1.sqsh")).doesNotContain("blob.bin");
        assertThat(Shell.run(added, "unsquashfs -s 0.sqsh")).contains("Compression zstd", "compression-level 18");
        String index = Shell.run(
                added,
                "unsquashfs -quiet -no-progress -d index modules.dep.sqsh >/dev/null; cat index/usr/lib/modules/*/modules.dep");
        assertThat(index).contains("extras/dummy.ko:", "kernel/bonding.ko:");
    }

    @Test
    void twelveExtensionsKeepTheirOrder() throws Exception {
        List<String> options = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            options.addAll(List.of("--system-extension-image", machine.extension("layer-" + (11 - i))));
        }
        Path added = unpackAdded(options.toArray(String[]::new));

        List<String> listed = Files.readString(added.resolve("extensions.yaml"))
                .lines()
                .filter(line -> line.matches(" +(- image|  name): .*"))
                .map(line -> line.replaceAll(".*: ", ""))
                .toList();
        assertThat(listed).hasSize(24).startsWith("00.sqsh", "layer-11").endsWith("11.sqsh", "layer-0");
        assertThat(listed.stream().filter(name -> name.endsWith(".sqsh"))).isSorted();
    }

    @Test
    void sameInputsGiveTheSameBytesInAnotherStore(@TempDir Path elsewhere) throws Exception {
        installer("--system-extension-image", dummy);
        MachineFixture other = MachineFixture.in(elsewhere);
        other.moduleExtension("dummy", "dummy");
        Path second = elsewhere.resolve("out");
        KilnRun run = other.imager(
                "installer",
                "--base-installer-image",
                MachineFixture.BASE,
                "--system-extension-image",
                dummy,
                "--output",
                second.toString());

        assertThat(run.err()).contains("squashfs dummy: building");
        assertThat(second.resolve("installer-amd64.tar")).hasSameBinaryContentAs(out.resolve("installer-amd64.tar"));
    }

    @Test
    void secondRunMakesNothing() throws Exception {
        installer("--system-extension-image", dummy);
        KilnRun again = installer("--system-extension-image", dummy);
        assertThat(again.err().strip()).isEqualTo("=> installer-amd64.tar: nothing changed");

        Files.writeString(out.resolve("installer-amd64.tar"), "damaged");
        KilnRun repaired = installer("--system-extension-image", dummy);
        assertThat(repaired.err()).contains("squashfs dummy: nothing changed").doesNotContain("building");
        assertThat(Files.size(out.resolve("installer-amd64.tar"))).isGreaterThan(1 << 20);
    }

    @Test
    void moduleOfAnotherKernelsKeyIsRefused() throws Exception {
        KilnRun run = installer("--system-extension-image", machine.foreignExtension("foreign", "dummy"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("kiln.test/foreign:1: /rootfs/usr/lib/modules/" + machine.release + "/extras/dummy.ko: "
                        + "it is signed by a key that the kernel does not trust: found ")
                .contains(MachineFixture.IMAGER + " wants ");
        assertThat(out.resolve("installer-amd64.tar")).doesNotExist();
    }

    @Test
    void moduleThatNeedsASymbolOfNobodyIsRefused() throws Exception {
        String extension = machine.moduleExtension("veth", "veth");
        KilnRun run = installer("--system-extension-image", extension, "--kernel-image", MachineFixture.KERNEL);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("modules need symbols that neither the kernel nor another module has")
                .containsPattern("kiln.test/veth:1: /usr/lib/modules/\\S+/extras/veth.ko needs unknown symbol \\w+");
    }

    @Test
    void danglingLinkAmongModulesIsRefused() throws Exception {
        String extension = machine.extension("dangling", root -> {
            Path folder = Files.createDirectories(root.resolve("usr/lib/modules/" + machine.release));
            Files.createSymbolicLink(folder.resolve("build"), Path.of("/usr/src/linux"));
        });
        KilnRun run = installer("--system-extension-image", extension);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("/build is a link to /usr/src/linux, which is not there");
    }

    @Test
    void anotherKernelBringsItsModulesAsTheLowestLayer() throws Exception {
        Path added = unpackAdded(
                "--kernel-image",
                machine.otherKernel(),
                "--system-extension-image",
                machine.moduleExtension("bond", "bonding"));

        assertThat(Files.readString(added.resolve("extensions.yaml")).lines().filter(line -> line.contains("image:")))
                .containsExactly("    - image: kernel.sqsh", "    - image: 0.sqsh", "    - image: modules.dep.sqsh");
        assertThat(Shell.run(added, "unsquashfs -lls kernel.sqsh")).contains("/kernel/dummy.ko");
        assertThat(Shell.run(
                        added, "unsquashfs -cat modules.dep.sqsh usr/lib/modules/" + machine.release + "/modules.dep"))
                .contains("kernel/dummy.ko:", "extras/bonding.ko:");
    }

    @Test
    void imagerImageIsNoBaseOfAnInstaller() {
        KilnRun run = machine.imager(
                "installer", "--base-installer-image", MachineFixture.IMAGER, "--output", out.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("--base-installer-image: " + MachineFixture.IMAGER
                        + " is an imager image, and an installer-base image is wanted here. Give it to --imager-image");
    }

    @Test
    void olderVersionsGetKernelAndInitramfs() throws Exception {
        installer("--talos-version", "v1.9.5");

        Shell.run(out, "tar -xf installer-amd64.tar");
        assertThat(Shell.run(out, "for layer in *.tar.gz; do tar -tzf $layer; done")
                        .lines())
                .contains("usr/install/amd64/vmlinuz", "usr/install/amd64/initramfs.xz")
                .doesNotContain("usr/install/amd64/vmlinuz.efi");
    }

    @Test
    void extensionForOtherVersionsIsRefused() {
        KilnRun run = installer("--system-extension-image", dummy, "--talos-version", "v1.4.9");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(dummy + ": manifest.yaml:")
                .contains("the extension dummy is for Talos >= v1.5.0, and --talos-version is v1.4.9");
    }

    @Test
    void tarOnStandardOutputHoldsTheResult() throws Exception {
        KilnRun run = machine.imager(
                "metal", "--output-kind", "cmdline", "--tar-to-stdout", "--extra-kernel-arg", "console=ttyS0");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Shell.run(
                        out,
                        run.out().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "tar -xO cmdline-metal-amd64"))
                .startsWith("talos.platform=metal console=ttyS0 ");
    }

    @Test
    void diskStartsUnderUefi() throws Exception {
        Files.writeString(out.resolve("machine.yaml"), "machine:\n  type: worker # of the test\n");
        KilnRun run = machine.imager(
                "metal",
                "--system-extension-image",
                dummy,
                "--machine-config",
                out.resolve("machine.yaml").toString(),
                "--extra-kernel-arg",
                "console=ttyS0 panic=-1",
                "--meta",
                "0x0a=value of the test",
                "--output",
                out.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Shell.run(out, """
                        start=$(/usr/sbin/sgdisk --info=2 metal-amd64.raw | sed -n 's/^First sector: \\([0-9]*\\).*/\\1/p')
                        dd if=metal-amd64.raw bs=512 skip=$start count=1 status=none | tr -cd '[:print:]'
                        """)).isEqualTo("ZK<-value of the test");

        String console = boot("file=metal-amd64.raw,format=raw,if=virtio");

        assertThat(console)
                .contains("has /0.sqsh", "has /extensions.yaml", "has /modules.dep.sqsh", "type: worker # of the test")
                .contains("fixture-ready");
    }

    @Test
    void diskTakesNoMoreRoomThanWhatIsOnIt() throws Exception {
        Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "kiln-"); // another file system than the store's
        try {
            for (Path folder : List.of(out, memory)) {
                KilnRun run = machine.imager("metal", "--output", folder.toString());
                assertThat(run.exitCode()).as(run.err()).isZero();
            }
            String[] sizes = Shell.run(
                            out,
                            "stat --format='%s %b' metal-amd64.raw " + memory + "/metal-amd64.raw; "
                                    + "cmp metal-amd64.raw " + memory + "/metal-amd64.raw")
                    .strip()
                    .split("\\s+");
            long size = Long.parseLong(sizes[0]);
            assertThat(size).isGreaterThan(256 << 20);
            assertThat(512 * Long.parseLong(sizes[1])).isLessThan(size / 4);
            assertThat(512 * Long.parseLong(sizes[3])).isLessThan(size / 4);
            assertThat(Shell.run(out, "find " + machine.store + "/snapshots -type f -size +200M"))
                    .as("what the store keeps of a disk")
                    .isEmpty();
        } finally {
            Trees.delete(memory);
        }
    }

    @Test
    void compactDiscStartsUnderUefi() throws Exception {
        KilnRun run = machine.imager("iso", "--extra-kernel-arg", "console=ttyS0 panic=-1", "--output", out.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();

        assertThat(boot("file=metal-amd64.iso,format=raw,media=cdrom,if=ide")).contains("fixture-ready");
    }

    private String boot(String drive) throws Exception {
        return Shell.run(out, """
                cp /usr/share/OVMF/OVMF_VARS_4M.fd vars.fd
                timeout 240 qemu-system-x86_64 -accel tcg -m 768 -nodefaults -no-user-config -display none -serial stdio \\
                    -no-reboot -drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd \\
                    -drive if=pflash,format=raw,file=vars.fd -drive %s
                """.formatted(drive));
    }
}
