package io.kiln.imager;

import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the user asked {@code kiln imager} for.
 *
 * @param machine the architecture of the machine, as a platform of images
 * @param platform what the machine is: {@code metal}, or the word of a cloud
 * @param imager an image with the boot assets: vmlinuz, initramfs, systemd's stub and loader
 * @param baseInstaller an image with {@code /bin/installer}; needed for an installer only
 * @param kernel an image whose kernel takes the place of the imager's
 * @param tools an image with the programs that images are made with, when the imager has them not
 * @param extensions in the order in which they are laid over each other, the last on top
 * @param meta {@code 0x..=value} each
 * @param machineConfiguration a YAML file that the machine finds in its initramfs
 * @param talosVersion decides what fits and what an installer consists of
 * @param output the folder for the result
 * @param sourceDateEpoch the time of everything, in seconds since 1970
 */
public record ImagerRequest(
        OutputKind kind,
        Platform machine,
        String platform,
        String imager,
        Optional<String> baseInstaller,
        Optional<String> kernel,
        String tools,
        List<String> extensions,
        List<String> extraKernelArguments,
        List<String> meta,
        Optional<Path> machineConfiguration,
        Optional<TalosVersion> talosVersion,
        Path output,
        long sourceDateEpoch) {

    public ImagerRequest {
        extensions = List.copyOf(extensions);
        extraKernelArguments = List.copyOf(extraKernelArguments);
        meta = List.copyOf(meta);
    }

    /** All references to images. */
    public List<String> references() {
        List<String> all = new ArrayList<>(List.of(imager, tools));
        baseInstaller.ifPresent(all::add);
        kernel.ifPresent(all::add);
        all.addAll(extensions);
        return all;
    }
}
