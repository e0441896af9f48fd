package io.kiln.imager;

import java.util.Locale;

/** What {@code kiln imager} makes. */
public enum OutputKind {
    /** An installer image as a docker-archive. */
    INSTALLER("installer-%2$s.tar"),
    /** The kernel as it comes. */
    KERNEL("kernel-%2$s"),
    /** The initramfs with the extensions. */
    INITRAMFS("initramfs-%1$s-%2$s.xz"),
    /** Kernel, initramfs and command line in one EFI program. */
    UKI("%1$s-%2$s-uki.efi"),
    /** The kernel command line. */
    CMDLINE("cmdline-%1$s-%2$s"),
    /** A disk that starts by itself. */
    IMAGE("%1$s-%2$s.raw"),
    /** A CD that starts by itself, on machines with UEFI. */
    ISO("%1$s-%2$s.iso");

    private final String fileName;

    OutputKind(String fileName) {
        this.fileName = fileName;
    }

    /** The name of the file in the output folder. */
    String fileName(String platform, String architecture) {
        return String.format(Locale.ROOT, fileName, platform, architecture);
    }

    /** Whether the unified kernel image is needed for it. */
    boolean needsUki() {
        return this == UKI || this == IMAGE || this == ISO;
    }

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
