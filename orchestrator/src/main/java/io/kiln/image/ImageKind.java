package io.kiln.image;

import java.util.Arrays;
import java.util.Optional;

/** What an image is for. The wrong kind in an option costs its user days, so every image says its own. */
public enum ImageKind {
    /** {@code /boot/vmlinuz} and the kernel's own modules. */
    KERNEL("kernel", "a kernel image"),
    /** Anything that a package tree gives and that is none of the others. */
    PACKAGE("package", "a package image"),
    /** A system extension: {@code /manifest.yaml} and {@code /rootfs}. */
    EXTENSION("extension", "a system extension"),
    /** The installer's program and its disk tools, without anything to boot. */
    INSTALLER_BASE("installer-base", "an installer-base image"),
    /** The tools that assemble boot assets, with the kernel and initramfs that they are made of. */
    IMAGER("imager", "an imager image"),
    /** An installer-base with what it installs. */
    INSTALLER("installer", "an installer image");

    private final String word;
    private final String phrase;

    ImageKind(String word, String phrase) {
        this.word = word;
        this.phrase = phrase;
    }

    /** The word in labels, for example {@code installer-base}. */
    public String word() {
        return word;
    }

    /** The kind in a sentence, with its article. */
    public String phrase() {
        return phrase;
    }

    /** The kind of this word, if there is one. */
    public static Optional<ImageKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
