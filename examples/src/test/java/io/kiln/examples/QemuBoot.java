package io.kiln.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Has Kiln boot a kernel in QEMU, with signatures enforced, and a machine in it that loads what it is told to. */
record QemuBoot(Path vmlinuz, ModuleVariants modules) {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    /** A machine that loads the modules of its configuration out of /modules and reports. */
    private static final Path MACHINE = Repository.ROOT.resolve("orchestrator/src/test/resources/io/kiln/boot/init");

    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox insmod /modules/hello-module.ko 'greeting="Hello from QEMU"' times=2
            /bin/busybox rmmod hello_module
            echo "INIT: module loaded and unloaded"
            exec /bin/busybox sh /machine
            """;

    /**
     * What came of the boot, and the console's whole text, from the first line to power-off.
     *
     * @param others further modules that the machine has
     * @param work an empty directory, for the initramfs
     * @param options what the machine is told and what is expected of it
     */
    Seen run(List<Path> others, Path work, Object... options) throws IOException, InterruptedException {
        Path console = work.resolve("console");
        List<Object> all =
                new ArrayList<>(List.of("boot", "--kernel", vmlinuz, "--initramfs", initramfs(others, work)));
        all.addAll(List.of("--cmdline", "module.sig_enforce=1", "--log", console));
        all.addAll(Arrays.asList(options));
        Command.Result verdict =
                Kiln.command(all.toArray()).within(Duration.ofSeconds(180)).run();
        return new Seen(verdict, new String(Files.readAllBytes(console), StandardCharsets.UTF_8));
    }

    /** Kiln's answer and the console of the machine. */
    record Seen(Command.Result verdict, String console) {}

    private Path initramfs(List<Path> others, Path work) throws IOException, InterruptedException {
        Path root = Files.createDirectory(work.resolve("root"));
        for (String directory : new String[] {"bin", "dev", "modules"}) {
            Files.createDirectory(root.resolve(directory));
        }
        Files.copy(BUSYBOX, root.resolve("bin/busybox"));
        Files.copy(MACHINE, root.resolve("machine"));
        Files.writeString(root.resolve("init"), INIT);
        for (String program : new String[] {"bin/busybox", "init"}) {
            Files.setPosixFilePermissions(root.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        modules.writeTo(root.resolve("modules"));
        for (Path other : others) {
            Files.copy(other, root.resolve("modules").resolve(other.getFileName()));
        }

        Path initramfs = work.resolve("initramfs.xz");
        // The kernel's decoder knows no CRC64, which is xz's default.
        Command.of(
                        root,
                        "sh",
                        "-c",
                        "find . | cpio --quiet -o -H newc | xz --check=crc32 >" + initramfs.toAbsolutePath())
                .run()
                .expectSuccess();
        return initramfs;
    }
}
