package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example installer in a machine: onto an empty disk, and over what is there. */
class InstallIT {
    @TempDir
    static Path directory;

    static MachineImages images;
    static String installer;
    static Path installed;

    @BeforeAll
    static void installOnAnEmptyDisk() throws Exception {
        images = MachineImages.in(directory);
        installer = images.installer("v1", images.extension());
        installed = emptyDisk("installed.raw", "1G");
        Path configuration = Files.writeString(directory.resolve("config.yaml"), """
                machine:
                  install:
                    disk: /dev/vda
                  kernel:
                    modules:
                      - name: hello-module
                        parameters:
                          - times=3
                """);
        assertThat(install(installed, "install.log", "--machine-config", configuration)
                        .run()
                        .expectSuccess()
                        .output())
                .contains("installed   /dev/vda: v1.11.0 is installed on /dev/vda");
    }

    @AfterAll
    static void stopRegistry() {
        images.registry().close();
    }

    @Test
    void diskStartsByItselfAndLoadsTheModule() throws Exception {
        assertThat(MachineImages.boot(
                                directory.resolve("disk.log"), "--disk", installed, "--expect-module", "hello-module")
                        .run()
                        .expectSuccess()
                        .output())
                .contains("parameter   hello-module times=3");
    }

    @Test
    void upgradePutsASecondInstallerInItsPlaceAndKeepsTheConfiguration() throws Exception {
        Path disk = copyOfInstalled("upgraded.raw");
        String second = new TestExtension(directory, "second")
                .file("usr/local/share/second", new byte[] {'2'})
                .image();
        String upgrade = images.installer("v2", images.extension(), second);

        assertThat(MachineImages.boot(
                                directory.resolve("upgrade.log"),
                                "--disk",
                                disk,
                                "--disk-writable",
                                "--installer",
                                upgrade)
                        .run()
                        .expectSuccess()
                        .output())
                .doesNotContain("extension   second")
                .contains("installed   /dev/vda: /dev/vda is upgraded to v1.11.0");
        assertThat(MachineImages.boot(
                                directory.resolve("upgraded.log"), "--disk", disk, "--expect-module", "hello-module")
                        .run()
                        .expectSuccess()
                        .output())
                .contains("extension   second 1.0")
                .contains("parameter   hello-module times=3");
    }

    @Test
    void moduleOfAnotherKeyIsRefusedByTheImagerAndByTheInstallerBeforeItWrites() throws Exception {
        images.pair().pullTo(directory);
        Path signed;
        try (Stream<Path> files = Files.walk(directory.resolve("module"))) {
            signed = files.filter(file -> file.endsWith("hello-module.ko"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] wrong = Objects.requireNonNull(ModuleVariants.of(signed, directory.resolve("variants"))
                .content()
                .get("wrong-key"));
        Path path = directory.resolve("module").relativize(signed.resolveSibling("wrong-key.ko"));
        String extension = new TestExtension(directory, "wrong")
                .file(path.toString(), wrong)
                .image();

        Command.Result imager =
                images.makeInstaller(directory.resolve("wrong"), images.installerBase(), List.of(extension));
        assertThat(imager.exitCode()).isNotZero();
        assertThat(imager.output()).contains("wrong-key.ko").contains("Key of somebody else");
        assertThat(directory.resolve("wrong/installer-amd64.tar")).doesNotExist();

        Path disk = copyOfInstalled("refused.raw");
        Path archive = installerWith(directory.resolve("extension-wrong/rootfs"));
        String verdict = MachineImages.boot(
                        directory.resolve("refused.log"),
                        "--disk",
                        disk,
                        "--disk-writable",
                        "--installer",
                        archive,
                        "--expect-install-refused",
                        "--expect-module",
                        "hello-module")
                .run()
                .expectSuccess()
                .output();
        assertThat(verdict)
                .contains("refused     /dev/vda: nothing was written: a module does not fit the kernel of this image");
        assertThat(directory.resolve("refused.log"))
                .content()
                .contains("wrong-key.ko: it is not signed by a key that this kernel trusts");
        assertThat(Files.mismatch(disk, installed)).isEqualTo(-1);
    }

    @Test
    void installationThatDidNotEndIsDoneAgainAndOtherContentIsRefused() throws Exception {
        Path disk = emptyDisk("unfinished.raw", "1G");
        Command.of(directory, "sgdisk", "--new=1:1M:+200M", "--change-name=1:UNFINISHED", disk)
                .run()
                .expectSuccess();
        assertThat(install(disk, "unfinished.log").run().expectSuccess().output())
                .contains("installed   /dev/vda: v1.11.0 is installed on /dev/vda");

        Path other = emptyDisk("other.raw", "1G");
        Command.of(directory, "sgdisk", "--new=1:1M:+200M", "--change-name=1:PICTURES", other)
                .run()
                .expectSuccess();
        Path before = Files.copy(other, directory.resolve("before.raw"));
        assertThat(install(other, "other.log").run().output())
                .contains("refused     /dev/vda: nothing was written: /dev/vda is not empty");
        assertThat(Files.mismatch(other, before)).isEqualTo(-1);
    }

    /** Has the installer install itself to this disk. */
    private static Command install(Path disk, String log, Object... more) throws IOException {
        List<Object> options =
                new ArrayList<>(List.of(installer, "--installer", installer, "--disk", disk, "--disk-writable"));
        options.addAll(List.of(more));
        return MachineImages.boot(directory.resolve(log), options.toArray());
    }

    @Test
    void diskThatIsTooSmallIsRefusedAndStaysEmpty() throws Exception {
        Path disk = emptyDisk("small.raw", "100M");

        assertThat(install(disk, "small.log", "--expect-install-refused")
                        .run()
                        .expectSuccess()
                        .output())
                .containsPattern("refused +/dev/vda: nothing was written: /dev/vda is too small: \\d+ MiB are needed");
        assertThat(Files.mismatch(disk, emptyDisk("zeros.raw", "100M"))).isEqualTo(-1);
    }

    /**
     * The installer of these tests with an extension's root that Kiln would not let in: the initramfs of its unified
     * kernel image gets a further segment, in which the layer lies in the place of the good one.
     */
    private static Path installerWith(Path rootfs) throws IOException, InterruptedException {
        Path work = Files.createDirectory(directory.resolve("work"));
        Path archive = directory.resolve("wrong-installer.tar");
        Command.of(work, "bash", "-euc", """
                tar -xf "$1" manifest.json
                mkdir root
                for layer in $(jq -r '.[0].Layers[]' manifest.json); do
                    tar -xOf "$1" "$layer" | tar -xz -C root
                done
                uki=root/usr/install/amd64/vmlinuz.efi
                objcopy --dump-section .initrd=initrd $uki ignored
                mksquashfs "$2" 0.sqsh -comp zstd -quiet -no-progress -all-root
                echo 0.sqsh | cpio -o -H newc --quiet --owner=0:0 | zstd -q >>initrd
                address=$(objdump -h $uki | awk '$2 == ".initrd" { print "0x" $4 }')
                objcopy --remove-section .initrd $uki without
                objcopy --add-section .initrd=initrd --change-section-vma .initrd=$address without $uki
                tar -C root --owner=0 --group=0 -cf root.tar .
                """, "bash", directory.resolve("installer-v1/installer-amd64.tar"), rootfs)
                .run()
                .expectSuccess();
        Kiln.command("image", "import", work.resolve("root.tar"), "kiln.test/wrong:1", "--platform", "linux/amd64")
                .run()
                .expectSuccess();
        Kiln.command("image", "export", "kiln.test/wrong:1", archive).run().expectSuccess();
        return archive;
    }

    private static Path emptyDisk(String name, String size) throws IOException, InterruptedException {
        Command.of(directory, "truncate", "-s", size, name).run().expectSuccess();
        return directory.resolve(name);
    }

    private static Path copyOfInstalled(String name) throws IOException, InterruptedException {
        Command.of(directory, "cp", "--sparse=always", installed, name).run().expectSuccess();
        return directory.resolve(name);
    }
}
