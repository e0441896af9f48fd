package io.kiln.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;

/** Has Kiln boot a kernel in QEMU, with signatures enforced, and tries three forms of one module in it. */
record QemuBoot(Path vmlinuz) {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox mount -t proc proc /proc
            refused() {
                if /bin/busybox insmod "$1"; then
                    echo "INIT: $2 was loaded"
                else
                    echo "INIT: $2 was refused"
                fi
            }
            refused /changed.ko "the changed module"
            refused /unsigned.ko "the unsigned module"
            /bin/busybox insmod /hello-module.ko 'greeting="Hello from QEMU"' times=2
            /bin/busybox rmmod hello_module
            echo "INIT: done"
            /bin/busybox poweroff -f
            """;

    /**
     * The console's whole text, from the first line to power-off.
     *
     * @param module a signed module; copies of it with a byte changed and with the signature cut off are tried first
     * @param work an empty directory, for the initramfs
     */
    String run(Path module, Path work) throws IOException, InterruptedException {
        Path initramfs = initramfs(module, work);
        Path console = work.resolve("console");
        Command.Result result = Kiln.command(
                        "boot",
                        "--kernel",
                        vmlinuz,
                        "--initramfs",
                        initramfs,
                        "--cmdline",
                        "module.sig_enforce=1",
                        "--expect-module",
                        "hello-module",
                        "--expect-refused",
                        "changed",
                        "--expect-refused",
                        "unsigned",
                        "--log",
                        console)
                .within(Duration.ofSeconds(180))
                .run()
                .expectSuccess();
        String text = new String(Files.readAllBytes(console), StandardCharsets.UTF_8);
        if (!text.contains("INIT: done")) {
            throw new AssertionError("the machine did not get to the end:\n" + result.output() + text);
        }
        return text;
    }

    private static Path initramfs(Path module, Path work) throws IOException, InterruptedException {
        Path root = Files.createDirectory(work.resolve("root"));
        for (String directory : new String[] {"bin", "dev", "proc"}) {
            Files.createDirectory(root.resolve(directory));
        }
        Files.copy(BUSYBOX, root.resolve("bin/busybox"));
        Files.setPosixFilePermissions(root.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(root.resolve("init"), INIT);
        Files.setPosixFilePermissions(root.resolve("init"), PosixFilePermissions.fromString("rwxr-xr-x"));

        byte[] signed = Files.readAllBytes(module);
        Files.write(root.resolve("hello-module.ko"), signed);
        Files.write(root.resolve("unsigned.ko"), withoutSignature(signed));
        byte[] changed = signed.clone();
        changed[changed.length / 4] ^= 1;
        Files.write(root.resolve("changed.ko"), changed);

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

    private static byte[] withoutSignature(byte[] signed) {
        // 28 bytes of magic; before them, the last four of twelve are the length of the signature.
        int trailer = signed.length - 28 - 12;
        int length = ByteBuffer.wrap(signed).getInt(trailer + 8);
        return Arrays.copyOf(signed, trailer - length);
    }
}
