package io.kiln.cli;

import io.kiln.exec.TinyRoot;
import io.kiln.kmod.DebianKernel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine with Debian's kernel, the programs and the Java of this host, and a script that it runs before it turns itself
 * off. Its disk is read-only below a layer of memory. Emulated, for not every host lends its own virtualisation: slow.
 */
final class VirtualMachine {

    private static final long DEADLINE_SECONDS = 420;
    private static final String SAYS = "GUEST: ";
    private static final List<String> PROGRAMS = List.of("/usr/bin/mount", "/usr/bin/unshare", "/usr/sbin/runc");
    private static final Path LOCALE = Path.of("/usr/lib/locale/C.utf8");
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    private final Path work;
    private final Path disk;

    private VirtualMachine(Path work) {
        this.work = work;
        this.disk = work.resolve("disk");
    }

    /**
     * Puts a machine together.
     *
     * @param folder where a folder for it is made
     * @param script a resource beside this class
     */
    static VirtualMachine in(Path folder, String script) throws IOException, InterruptedException {
        VirtualMachine machine = new VirtualMachine(Files.createDirectory(folder.resolve("machine")));
        Files.createDirectory(machine.disk);
        for (String mountPoint : List.of("dev", "mnt", "proc", "run", "sys")) {
            Files.createDirectory(machine.disk.resolve(mountPoint));
        }
        TinyRoot.fillWithBash(machine.disk);
        for (String program : PROGRAMS) {
            TinyRoot.program(machine.disk, Path.of(program));
        }
        machine.java();
        machine.with(LOCALE);
        resource(script, machine.disk.resolve("main"));
        return machine;
    }

    /** Java stands where it stands on the host, or an archive of classes that the host made would be refused. */
    private void java() throws IOException, InterruptedException {
        Path home = Files.createDirectories(onDisk(JAVA));
        // Debian's Java has links into /etc, and one that leads nowhere.
        host("sh", "-c", "cd '" + JAVA + "' && find bin conf lib release -xtype f | cpio --quiet -pdmL '" + home + "'");
        try (Stream<Path> libraries = Files.walk(JAVA.resolve("lib"))) {
            for (Path library :
                    libraries.filter(f -> f.toString().endsWith(".so")).toList()) {
                TinyRoot.libraries(disk, library);
            }
        }
    }

    /** Puts a file or folder of this host on the disk, where it stands here. */
    VirtualMachine with(Path content) throws IOException, InterruptedException {
        return with(content, content.toString());
    }

    /** Puts a file or folder of this host on the disk. */
    VirtualMachine with(Path content, String path) throws IOException, InterruptedException {
        Path target = onDisk(Path.of("/").resolve(path));
        Files.createDirectories(target.resolve(".."));
        host("cp", "-a", content, target);
        return this;
    }

    /** Sets a variable for the script. */
    VirtualMachine variable(String name, Object value) throws IOException {
        Files.writeString(
                disk.resolve("variables"),
                name + "='" + value + "'\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return this;
    }

    private Path onDisk(Path absolute) {
        return disk.resolve(Path.of("/").relativize(absolute));
    }

    /** Boots it, waits until it is off, and gives what its script said by {@code say}, a line each. */
    List<String> run() throws IOException, InterruptedException {
        Path image = work.resolve("disk.squashfs");
        host("mksquashfs", disk, image, "-noI", "-noD", "-noF", "-noX", "-no-progress", "-quiet");
        host("rm", "-r", disk);
        DebianKernel kernel = DebianKernel.get();
        Process process = new ProcessBuilder(List.of(
                        "qemu-system-x86_64",
                        "-accel",
                        "tcg",
                        "-cpu",
                        "Nehalem",
                        "-smp",
                        "2",
                        "-m",
                        "1024",
                        "-nodefaults",
                        "-no-user-config",
                        "-display",
                        "none",
                        "-serial",
                        "stdio",
                        "-no-reboot",
                        "-drive",
                        "file=" + image + ",format=raw,if=virtio,readonly=on",
                        "-kernel",
                        kernel.vmlinuz().toString(),
                        "-initrd",
                        initramfs(kernel).toString(),
                        "-append",
                        "console=ttyS0 quiet panic=-1 mitigations=off cgroup_no_v1=all"))
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the machine is not off after " + DEADLINE_SECONDS + " s:\n" + log());
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return log().lines()
                .filter(line -> line.startsWith(SAYS))
                .map(line -> line.substring(SAYS.length()))
                .toList();
    }

    /** All that was on the serial console. */
    String log() throws IOException {
        return Files.readString(work.resolve("log"), StandardCharsets.ISO_8859_1);
    }

    private Path initramfs(DebianKernel kernel) throws IOException, InterruptedException {
        Path root = Files.createDirectory(work.resolve("initramfs"));
        Files.createDirectory(root.resolve("bin"));
        Files.createDirectory(root.resolve("dev"));
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        resource("init.sh", root.resolve("init"));
        List<String> names = new ArrayList<>();
        for (Path module : kernel.loadOrder("virtio_pci", "virtio_blk", "squashfs", "overlay")) {
            names.add(module.getFileName().toString());
            Files.copy(module, root.resolve(module.getFileName()));
        }
        Files.write(root.resolve("modules"), names);
        Path archive = work.resolve("initramfs.cpio");
        host("sh", "-c", "cd '" + root + "' && find . | cpio --quiet -o -H newc >'" + archive + "'");
        return archive;
    }

    private static void resource(String name, Path target) throws IOException {
        try (InputStream in = Objects.requireNonNull(VirtualMachine.class.getResourceAsStream(name))) {
            Files.copy(in, target);
        }
        Files.setPosixFilePermissions(target, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a program of the host to its end, which must be a success. */
    static void host(Object... command) throws IOException, InterruptedException {
        List<String> words = Stream.of(command).map(Object::toString).toList();
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(words + ": " + output);
        }
    }
}
