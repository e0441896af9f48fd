package io.kiln.imager;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.util.List;

/** What an image is, told by its files. */
enum InputKind {
    KERNEL("a kernel image", "--kernel-image"),
    EXTENSION("a system extension", "--system-extension-image"),
    IMAGER("an imager image", "--imager-image"),
    INSTALLER("an installer image", ""),
    INSTALLER_BASE("an installer-base image", "--base-installer-image"),
    PACKAGE("a package image", "");

    private final String words;
    private final String option;

    InputKind(String words, String option) {
        this.words = words;
        this.option = option;
    }

    /** Refuses an image of another kind, and says where it belongs. */
    static void require(InputImage image, String architecture, List<InputKind> wanted)
            throws IOException, BuildException, InterruptedException {
        InputKind kind = of(image, architecture);
        if (!wanted.contains(kind)) {
            throw new BuildException(
                    2,
                    image.option() + "=" + image.name() + " is " + kind.words + "; " + wanted.get(0).words
                            + " is wanted here."
                            + (kind.option.isEmpty()
                                    ? ""
                                    : " " + Character.toUpperCase(kind.words.charAt(0)) + kind.words.substring(1)
                                            + " is passed with " + kind.option + "."));
        }
    }

    private static InputKind of(InputImage image, String architecture)
            throws IOException, BuildException, InterruptedException {
        String assets = BootAssets.directory(architecture);
        if (image.has("manifest.yaml") && image.has("rootfs")) {
            return EXTENSION;
        }
        if (image.has(assets + "systemd-stub.efi") || image.has("bin/imager")) {
            return IMAGER; // Talos' has an installer in it, too
        }
        if (image.has("bin/installer")) {
            return image.has(assets + "vmlinuz.efi") || image.has(assets + "vmlinuz") ? INSTALLER : INSTALLER_BASE;
        }
        return image.has("boot/vmlinuz") ? KERNEL : PACKAGE;
    }
}
