package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageSnapshots;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Position;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * All images of a request, looked up and not yet unpacked.
 *
 * @param extensions in the order given
 */
record Inputs(InputImage imager, Optional<InputImage> base, Optional<InputImage> kernel, List<InputImage> extensions) {

    static final String IMAGER = "--imager-image";

    static Inputs resolve(ImagerRequest request, ImageSnapshots images, SnapshotStore snapshots)
            throws BuildException, IOException, InterruptedException {
        Finder finder = new Finder(request.machine(), images, snapshots);
        InputImage imager = finder.find(IMAGER, request.imager());
        Optional<InputImage> base = Optional.empty();
        if (request.kind() == OutputKind.INSTALLER) {
            if (request.baseInstaller().isEmpty()) {
                throw new BuildException(
                        2, "an installer is made on an installer-base image: name it with --base-installer-image");
            }
            base = Optional.of(finder.find(
                    "--base-installer-image", request.baseInstaller().get()));
        }
        Optional<InputImage> kernel = Optional.empty();
        if (request.kernel().isPresent()) {
            kernel = Optional.of(finder.find("--kernel-image", request.kernel().get()));
        }
        List<InputImage> extensions = new ArrayList<>();
        for (String reference : request.extensions()) {
            extensions.add(finder.find("--system-extension-image", reference));
        }
        return new Inputs(imager, base, kernel, List.copyOf(extensions));
    }

    private record Finder(Platform machine, ImageSnapshots images, SnapshotStore snapshots) {

        InputImage find(String option, String reference) throws IOException, InterruptedException {
            return new InputImage(
                    option, reference, images.resolve(reference, machine, Position.ofFile(option)), images, snapshots);
        }
    }

    /** Refuses images that are something else than what their option takes. */
    void requireKinds(String architecture) throws BuildException, IOException, InterruptedException {
        InputKind.require(imager, architecture, List.of(InputKind.IMAGER));
        if (base.isPresent()) {
            InputKind.require(base.get(), architecture, List.of(InputKind.INSTALLER_BASE, InputKind.INSTALLER));
        }
        if (kernel.isPresent()) {
            InputKind.require(kernel.get(), architecture, List.of(InputKind.KERNEL));
        }
        for (InputImage extension : extensions) {
            InputKind.require(extension, architecture, List.of(InputKind.EXTENSION));
        }
    }

    /** Stands for everything that the result depends on. */
    InputKey key(ImagerRequest request, String toolsIdentity) throws IOException {
        InputKey key = new InputKey("imagerresult")
                .add(request.kind().word())
                .add(request.machine().toString())
                .add(request.platform())
                .add(request.baseInstaller().orElse(""))
                .add(toolsIdentity)
                .add(request.talosVersion().orElse(""))
                .add(request.extraKernelArguments())
                .add(request.meta())
                .add(Long.toString(request.sourceDateEpoch()))
                .add(
                        request.machineConfiguration().isPresent()
                                ? text(request.machineConfiguration().get())
                                : "");
        for (InputImage image : all()) {
            key.add(image.option()).add(image.image().manifest().digest().toString());
        }
        return key;
    }

    private List<InputImage> all() {
        List<InputImage> all = new ArrayList<>(List.of(imager));
        base.ifPresent(all::add);
        kernel.ifPresent(all::add);
        all.addAll(extensions);
        return all;
    }

    private static String text(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }
}
