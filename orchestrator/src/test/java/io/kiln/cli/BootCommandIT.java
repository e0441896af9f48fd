package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.imager.CpioWriter;
import io.kiln.kmod.DebianKernel;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiln boot} with Debian's kernel in QEMU, and what becomes of QEMU when Kiln goes. */
@Timeout(300)
class BootCommandIT {

    /** What a machine needs to read a volume, in the order in which it is loaded. */
    private static final List<String> VOLUME = List.of(
            "virtio_ring",
            "virtio",
            "virtio_pci_legacy_dev",
            "virtio_pci_modern_dev",
            "virtio_pci",
            "virtio_blk",
            "cdrom",
            "isofs");

    @TempDir
    static Path temp;

    private static DebianKernel debian;
    private static Path initramfs;

    @BeforeAll
    static void makeInitramfs() throws IOException {
        debian = DebianKernel.get();
        initramfs = temp.resolve("initramfs.cpio");
        try (OutputStream out = Files.newOutputStream(initramfs)) {
            CpioWriter cpio = new CpioWriter(out, 0);
            directory(cpio, "bin");
            directory(cpio, "modules");
            file(cpio, "bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")));
            try (InputStream in = Objects.requireNonNull(io.kiln.boot.Boot.class.getResourceAsStream("init"))) {
                file(cpio, "init", in.readAllBytes());
            }
            for (String name : VOLUME) {
                file(cpio, "modules/" + name + ".ko", Files.readAllBytes(debian.module(name)));
            }
            byte[] loop = Files.readAllBytes(debian.module("loop"));
            file(cpio, "modules/loop.ko", loop);
            byte[] dummy = Files.readAllBytes(debian.module("dummy"));
            file(cpio, "modules/dummy.ko", dummy);
            file(cpio, "modules/unsigned.ko", withoutSignature(dummy));
            byte[] changed = dummy.clone();
            changed[changed.length / 4] ^= 1;
            file(cpio, "modules/changed.ko", changed);
            file(cpio, "volume-modules", String.join("\n", VOLUME).getBytes(StandardCharsets.UTF_8));
            cpio.finish();
        }
    }

    @Test
    void enforcingKernelLoadsTheSignedModuleWithItsParametersAndRefusesTheOthers() throws Exception {
        KilnRun run = boot(
                "--kernel",
                debian.vmlinuz().toString(),
                "--initramfs",
                initramfs.toString(),
                "--cmdline",
                "module.sig_enforce=1",
                "--module-param",
                "loop.max_loop=3",
                "--module",
                "unsigned",
                "--expect-refused",
                "unsigned",
                "--module",
                "changed",
                "--expect-refused",
                "changed",
                "--module",
                "dummy",
                "--blacklist",
                "dummy",
                "--json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        JsonNode verdict = JsonMapper.builder().build().readTree(run.out());
        assertThat(verdict.path("met").asBoolean()).isTrue();
        assertThat(verdict.path("kernelRelease").asText()).isEqualTo(debian.release());
        assertThat(verdict.path("modules").findValuesAsText("name"))
                .contains("loop")
                .doesNotContain("dummy");
        assertThat(verdict.path("extensions").findValuesAsText("name")).containsExactly("hello-module");
        assertThat(verdict.path("refused").findValuesAsText("name")).contains("unsigned", "changed", "dummy");
        assertThat(verdict.path("refused").findValuesAsText("reason"))
                .contains("it is not signed", "it is on the deny list (module_blacklist)");
        assertThat(Path.of(verdict.path("log").asText())).content().contains("[kiln] ready");
    }

    @Test
    void firmwareStartsAUnifiedKernelImageWhichReadsItsConfigurationFromAVolume() throws Exception {
        Path uki = uki();

        KilnRun run = boot("--uki", uki.toString(), "--module", "dummy", "--expect-refused", "nothing-like-it");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out())
                .contains("kernel      " + debian.release())
                .contains("loaded      dummy 16384 -")
                .contains("ok          module dummy is loaded: it is in /proc/modules")
                .contains(
                        "FAILED      expected: module nothing-like-it is refused; seen: the machine did not try to load it")
                .contains("the verdict is not met; the console is in ");
    }

    @Test
    void ctrlCEndsTheMachineAndIs130() throws Exception {
        assertThat(endedBy("INT", "86411")).isEqualTo(130);
    }

    @Test
    void killedKilnLeavesNoMachineBehind() throws Exception {
        assertThat(endedBy("KILL", "86412")).isEqualTo(137);
    }

    @Test
    void optionsThatDoNotGoTogetherAreSaid() {
        assertThat(boot().err()).contains("name one thing to boot");
        assertThat(boot("--uki", initramfs.toString()).err()).contains("it is no PE file");
        assertThat(boot("--uki", initramfs.toString()).exitCode()).isEqualTo(ExitCodes.WRONG_INPUT);
        assertThat(boot("--kernel", temp.resolve("absent").toString()).err()).contains("there is no file");
        assertThat(boot("--disk", initramfs.toString(), "--blacklist", "x").err())
                .contains("cannot change it");
        assertThat(boot("--kernel", initramfs.toString(), "--timeout", "soon").err())
                .contains("--timeout takes");
        KilnRun missing = boot("--kernel", initramfs.toString(), "--qemu", "qemu-of-nobody");
        assertThat(missing.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(missing.err()).contains("apt-get install qemu-system-x86 ovmf");
    }

    private static KilnRun boot(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("boot", "--store", temp.resolve("store").toString()));
        all.addAll(List.of(arguments));
        return KilnRun.of(all.toArray(String[]::new));
    }

    /** The exit status of a Kiln that got a signal while its machine, a script that sleeps, was running. */
    private static int endedBy(String signal, String seconds) throws IOException, InterruptedException {
        Path qemu =
                Files.writeString(temp.resolve("qemu-" + seconds), "#!/bin/sh\necho started\nsleep " + seconds + "\n");
        Files.setPosixFilePermissions(qemu, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path log = temp.resolve("log-" + seconds);
        // Whoever starts the tests in the background passes on that SIGINT is ignored; a terminal does not.
        Process kiln = new ProcessBuilder(List.of(
                        "env",
                        "--default-signal=INT",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.kiln.cli.Main",
                        "boot",
                        "--store",
                        temp.resolve("store-" + seconds).toString(),
                        "--kernel",
                        initramfs.toString(),
                        "--qemu",
                        qemu.toString(),
                        "--log",
                        log.toString()))
                .redirectErrorStream(true)
                .start();
        while (kiln.isAlive() && (!Files.exists(log) || Files.size(log) == 0)) {
            Thread.sleep(50);
        }
        new ProcessBuilder("kill", "-" + signal, Long.toString(kiln.pid()))
                .start()
                .waitFor();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(kiln.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(line -> {});
        }
        assertThat(kiln.waitFor(60, TimeUnit.SECONDS)).isTrue();
        for (int attempt = 0; attempt < 100 && !processesWith(seconds).isEmpty(); attempt++) {
            Thread.sleep(50);
        }
        assertThat(processesWith(seconds)).isEmpty();
        return kiln.exitValue();
    }

    private static List<String> processesWith(String argument) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.flatMap(process -> process.info().commandLine().stream())
                    .filter(line -> line.endsWith(" " + argument))
                    .toList();
        }
    }

    /** Made by binutils out of systemd's stub, so not by what reads it. */
    private static Path uki() throws IOException, InterruptedException {
        Path uki = temp.resolve("uki.efi");
        Files.writeString(temp.resolve("cmdline"), "module.sig_enforce=1");
        Process objcopy = new ProcessBuilder(
                        "objcopy",
                        "--add-section=.cmdline=" + temp.resolve("cmdline"),
                        "--change-section-vma=.cmdline=0x30000",
                        "--add-section=.linux=" + debian.vmlinuz(),
                        "--change-section-vma=.linux=0x2000000",
                        "--add-section=.initrd=" + initramfs,
                        "--change-section-vma=.initrd=0x4000000",
                        "/usr/lib/systemd/boot/efi/linuxx64.efi.stub",
                        uki.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(objcopy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(objcopy.waitFor()).as(output).isZero();
        return uki;
    }

    private static void directory(CpioWriter cpio, String name) throws IOException {
        cpio.entry(name, 0040755, 0, InputStream.nullInputStream());
    }

    private static void file(CpioWriter cpio, String name, byte[] content) throws IOException {
        cpio.entry(name, 0100755, content.length, new ByteArrayInputStream(content));
    }

    private static byte[] withoutSignature(byte[] signed) {
        // 28 bytes of magic; before them, the last four of twelve are the length of the signature.
        int trailer = signed.length - 28 - 12;
        return Arrays.copyOf(signed, trailer - ByteBuffer.wrap(signed).getInt(trailer + 8));
    }
}
