package io.kiln.boot;

import java.nio.file.Path;
import java.util.Optional;

/** What a virtual machine boots. */
public sealed interface BootSource {

    /** A kernel that QEMU starts by itself, without firmware. */
    record Direct(Path kernel, Optional<Path> initramfs, String commandLine) implements BootSource {}

    /** A unified kernel image, or a kernel with an EFI stub, that UEFI firmware starts with this command line. */
    record Efi(Path image, String commandLine) implements BootSource {}

    /** Whatever UEFI firmware finds on the first disk. */
    record Disk() implements BootSource {}
}
