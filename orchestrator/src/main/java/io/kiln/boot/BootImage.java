package io.kiln.boot;

import io.kiln.imager.KernelArguments;
import io.kiln.kmod.FileTree;
import io.kiln.uki.UkiFile;
import io.kiln.uki.UkiFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Finds what to boot: in an image that installs machines, or in a unified kernel image. */
public final class BootImage {

    private static final String UKI = "vmlinuz.efi";
    private static final String KERNEL = "vmlinuz";
    private static final String INITRAMFS = "initramfs.xz";

    private BootImage() {}

    /**
     * The boot files of an installer image, copied out of it: its unified kernel image, or a kernel and an initramfs.
     *
     * @param architecture in the words of OCI
     * @param arguments changes the command line that the image brings
     * @param scratch where the copies go
     * @throws UkiFormatException if the image has none
     */
    public static BootSource ofInstaller(
            FileTree image, String architecture, boolean firmware, UnaryOperator<String> arguments, Path scratch)
            throws IOException, InterruptedException {
        String directory = "usr/install/" + architecture + "/";
        Set<String> found = new HashSet<>();
        image.read(Set.of(directory + UKI, directory + KERNEL, directory + INITRAMFS), (path, content) -> {
            String name = path.substring(directory.length());
            Files.copy(content, scratch.resolve(name));
            found.add(name);
        });
        if (found.contains(UKI)) {
            return ofUki(scratch.resolve(UKI), firmware, arguments, scratch);
        }
        if (!found.containsAll(List.of(KERNEL, INITRAMFS))) {
            throw new UkiFormatException(image.name() + " has no /" + directory + UKI + " and no " + KERNEL + " with "
                    + INITRAMFS + " beside it, so it is not an installer image for " + architecture
                    + ". Make one with kiln imager installer, or give --kernel and --initramfs.");
        }
        if (firmware) {
            throw new UkiFormatException(
                    image.name() + " has a kernel and an initramfs in two files, as before Talos 1.10, "
                            + "and firmware starts one: leave --firmware out");
        }
        // The image has no command line: the installer would write that of the machine's platform.
        String commandLine = KernelArguments.of("metal").toString();
        return new BootSource.Direct(
                scratch.resolve(KERNEL), Optional.of(scratch.resolve(INITRAMFS)), arguments.apply(commandLine));
    }

    /** A unified kernel image, started by firmware or taken apart. */
    public static BootSource ofUki(Path file, boolean firmware, UnaryOperator<String> arguments, Path scratch)
            throws IOException {
        try {
            UkiFile uki = UkiFile.read(file);
            UkiFile.Section kernel = uki.require(UkiFile.LINUX);
            String commandLine = arguments.apply(uki.text(UkiFile.COMMAND_LINE));
            if (firmware) {
                return new BootSource.Efi(file, commandLine);
            }
            Path linux = scratch.resolve("uki.linux");
            uki.copy(kernel, linux);
            if (uki.section(UkiFile.INITRD).isEmpty()) {
                return new BootSource.Direct(linux, Optional.empty(), commandLine);
            }
            Path initramfs = scratch.resolve("uki.initrd");
            uki.copy(uki.require(UkiFile.INITRD), initramfs);
            return new BootSource.Direct(linux, Optional.of(initramfs), commandLine);
        } catch (UkiFormatException e) {
            throw new UkiFormatException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }
}
