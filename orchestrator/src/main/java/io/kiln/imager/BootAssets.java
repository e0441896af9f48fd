package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.KmodFormatException;
import io.kiln.kmod.TrustedCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a machine starts from, as it comes.
 *
 * @param vmlinuz that of the kernel image where there is one, else of the imager image
 * @param systemMap the symbols of the kernel, as a stage takes them
 * @param kernel what that file says of itself
 */
record BootAssets(
        Path vmlinuz,
        Optional<ToolStages.Input> systemMap,
        Path initramfs,
        Path stub,
        Path loader,
        KernelImage kernel) {

    static String directory(String architecture) {
        return "usr/install/" + architecture + "/";
    }

    static BootAssets of(InputImage imager, Optional<InputImage> kernel, String architecture)
            throws BuildException, IOException, InterruptedException {
        String directory = directory(architecture);
        InputImage source = kernel.orElse(imager);
        String place = kernel.isPresent() ? "boot/" : directory;
        Path vmlinuz = source.require(place + "vmlinuz", "the kernel");
        Optional<Path> map = source.file(place + "System.map");
        return new BootAssets(
                vmlinuz,
                map.isPresent()
                        ? Optional.of(ToolStages.Input.of(source, "/" + place + "System.map", ModuleMerge.SYSTEM_MAP))
                        : Optional.empty(),
                imager.require(directory + "initramfs.xz", "the initramfs"),
                imager.require(directory + "systemd-stub.efi", "the stub of systemd"),
                imager.require(directory + "systemd-boot.efi", "the boot loader"),
                read(source, vmlinuz, map));
    }

    /** What images say of the kernel in them. */
    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("dev.kiln.kernel.release", kernel.release());
        TrustedCertificates certificates = kernel.certificates();
        if (certificates.found() != TrustedCertificates.Found.BY_SEARCH
                && !certificates.list().isEmpty()) {
            labels.put(
                    "dev.kiln.signing-certificate.sha256",
                    certificates.list().get(0).fingerprint());
        }
        return labels;
    }

    private static KernelImage read(InputImage source, Path vmlinuz, Optional<Path> map)
            throws BuildException, IOException {
        try (InputStream in = Files.newInputStream(vmlinuz);
                InputStream symbols = map.isPresent() ? Files.newInputStream(map.get()) : InputStream.nullInputStream()) {
            return KernelImage.read(source.name(), in, map.map(ignored -> symbols));
        } catch (KmodFormatException e) {
            throw new BuildException(
                    2, source.option() + "=" + source.name() + ": its kernel cannot be used: " + e.getMessage(), e);
        }
    }
}
