package io.kiln.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the command line of QEMU, and the files that it names. */
final class QemuCommand {

    private static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};

    /** By this the machine knows the disk that holds an installer image. */
    private static final String INSTALLER = "installer";

    private final List<String> arguments = new ArrayList<>();
    private final BootRequest request;
    private final MachineOptions machine;

    private QemuCommand(BootRequest request) {
        this.request = request;
        this.machine = request.machine();
    }

    static List<String> of(BootRequest request) throws IOException {
        return new QemuCommand(request).build();
    }

    private List<String> build() throws IOException {
        add(machine.program(), "-accel", machine.accelerator(), "-machine", "q35", "-cpu", "max");
        add("-m", machine.memoryMiB() + "M", "-smp", Integer.toString(machine.cpus()));
        add("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none");
        // Not -serial stdio: that one would take Ctrl-C for itself.
        add("-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console", "-device", "virtio-rng-pci");
        if (request.source() instanceof BootSource.Direct direct) {
            direct(direct);
        } else {
            firmware();
            if (request.source() instanceof BootSource.Efi efi) {
                add("-kernel", efi.image().toString(), "-append", efi.commandLine());
            }
        }
        int number = 0;
        for (Path disk : machine.disks()) {
            disk(disk, "disk" + number++, machine.writable() ? "snapshot=off" : "snapshot=on", "");
        }
        if (request.installer().isPresent()) {
            disk(request.installer().get(), INSTALLER, "readonly=on", ",serial=" + INSTALLER);
        }
        if (request.configuration().isPresent() && !(request.source() instanceof BootSource.Direct)) {
            Path volume = request.scratch().resolve("config.iso");
            ConfigVolume.write(request.configuration().get(), volume);
            disk(volume, "config", "readonly=on", "");
        }
        return List.copyOf(arguments);
    }

    private void direct(BootSource.Direct direct) throws IOException {
        add("-kernel", direct.kernel().toString(), "-append", direct.commandLine());
        if (request.configuration().isPresent()) {
            Path joined = request.scratch().resolve("initramfs");
            ConfigSegment.append(direct.initramfs(), request.configuration().get(), joined);
            add("-initrd", joined.toString());
        } else {
            direct.initramfs().ifPresent(initramfs -> add("-initrd", initramfs.toString()));
        }
    }

    private void firmware() throws IOException {
        Firmware firmware = Firmware.find();
        Path variables = request.scratch().resolve("variables.fd");
        Files.copy(firmware.variables(), variables);
        add("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + escaped(firmware.code()));
        add("-drive", "if=pflash,unit=1,format=raw,file=" + escaped(variables));
    }

    private void disk(Path file, String id, String mode, String properties) throws IOException {
        // QEMU's own guess would let a machine turn its raw disk into an image that names files of this one.
        String format = startsWith(file, QCOW2) ? "qcow2" : "raw";
        add("-drive", "if=none,id=" + id + ",format=" + format + "," + mode + ",file=" + escaped(file));
        add("-device", "virtio-blk-pci,drive=" + id + properties);
    }

    private static boolean startsWith(Path file, byte[] magic) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }

    private static String escaped(Path path) {
        return path.toAbsolutePath().toString().replace(",", ",,");
    }

    private void add(String... more) {
        arguments.addAll(Arrays.asList(more));
    }
}
