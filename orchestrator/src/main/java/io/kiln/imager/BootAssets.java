package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.LayerFile;
import java.io.IOException;
import java.util.Optional;

/**
 * What a machine starts from, as it comes.
 *
 * @param kernelImage the image that the kernel is from: that of {@code --kernel-image} where there is one, else the imager's
 * @param vmlinuz the kernel itself
 */
record BootAssets(
        InputImage kernelImage,
        String folder,
        LayerFile vmlinuz,
        LayerFile initramfs,
        LayerFile stub,
        LayerFile loader) {

    static String directory(String architecture) {
        return "usr/install/" + architecture + "/";
    }

    static BootAssets of(InputImage imager, Optional<InputImage> kernel, String architecture)
            throws BuildException, IOException, InterruptedException {
        String directory = directory(architecture);
        InputImage source = kernel.orElse(imager);
        String folder = kernel.isPresent() ? "boot/" : directory;
        return new BootAssets(
                source,
                folder,
                source.require(folder + "vmlinuz", "the kernel"),
                imager.require(directory + "initramfs.xz", "the initramfs"),
                imager.require(directory + "systemd-stub.efi", "the stub of systemd"),
                imager.require(directory + "systemd-boot.efi", "the boot loader"));
    }

    String vmlinuzPath() {
        return folder + "vmlinuz";
    }

    String systemMapPath() {
        return folder + "System.map";
    }

    /** The symbols of the kernel, as a stage takes them, if the image has them. */
    Optional<ToolStages.Input> systemMap() throws BuildException, IOException, InterruptedException {
        return kernelImage.file(systemMapPath()).isPresent()
                ? Optional.of(ToolStages.Input.of(kernelImage, "/" + systemMapPath(), ModuleMerge.SYSTEM_MAP))
                : Optional.empty();
    }
}
