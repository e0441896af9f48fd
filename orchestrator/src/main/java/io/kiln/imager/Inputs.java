package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.image.ImageSnapshots;
import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import io.kiln.model.yaml.Position;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * All images of a request, looked up and not yet unpacked.
 *
 * @param extensions in the order given
 */
record Inputs(InputImage imager, Optional<InputImage> base, Optional<InputImage> kernel, List<InputImage> extensions) {

    private static final String IMAGER = "--imager-image";
    private static final String BASE = "--base-installer-image";
    private static final String KERNEL = "--kernel-image";
    private static final String EXTENSION = "--system-extension-image";

    private static final Map<ImageKind, String> OPTIONS = Map.of(
            ImageKind.IMAGER, IMAGER,
            ImageKind.INSTALLER_BASE, BASE,
            ImageKind.KERNEL, KERNEL,
            ImageKind.EXTENSION, EXTENSION);

    static Inputs resolve(ImagerRequest request, ImageSnapshots images, SnapshotStore snapshots)
            throws BuildException, IOException, InterruptedException {
        if (request.kind() == OutputKind.INSTALLER && request.baseInstaller().isEmpty()) {
            throw new BuildException(
                    2, "an installer is made on an installer-base image: name it with --base-installer-image");
        }
        Finder finder = new Finder(request.machine(), images, snapshots);
        List<Callable<InputImage>> wanted = new ArrayList<>();
        wanted.add(() -> finder.find(IMAGER, request.imager()));
        Optional<String> baseReference =
                request.kind() == OutputKind.INSTALLER ? request.baseInstaller() : Optional.empty();
        baseReference.ifPresent(reference -> wanted.add(() -> finder.find(BASE, reference)));
        request.kernel().ifPresent(reference -> wanted.add(() -> finder.find(KERNEL, reference)));
        request.extensions().forEach(reference -> wanted.add(() -> finder.find(EXTENSION, reference)));
        Deque<InputImage> found = new ArrayDeque<>(TogetherRunner.run(wanted)); // a registry is asked for all at once
        InputImage imager = found.remove();
        Optional<InputImage> base = baseReference.map(reference -> found.remove());
        Optional<InputImage> kernel = request.kernel().map(reference -> found.remove());
        return new Inputs(imager, base, kernel, List.copyOf(found));
    }

    private record Finder(Platform machine, ImageSnapshots images, SnapshotStore snapshots) {

        InputImage find(String option, String reference) throws IOException, InterruptedException {
            return new InputImage(
                    option, reference, images.resolve(reference, machine, Position.ofFile(option)), images, snapshots);
        }
    }

    /** Refuses images that are something else than what their option takes. */
    void requireKinds(Actions actions) throws BuildException, IOException, InterruptedException {
        require(actions, imager, ImageKind.IMAGER);
        if (base.isPresent()
                && base.get().facts(actions).kind() != ImageKind.INSTALLER) { // whose boot assets are replaced
            require(actions, base.get(), ImageKind.INSTALLER_BASE);
        }
        if (kernel.isPresent()) {
            require(actions, kernel.get(), ImageKind.KERNEL);
        }
        for (InputImage extension : extensions) {
            require(actions, extension, ImageKind.EXTENSION);
        }
    }

    private static void require(Actions actions, InputImage image, ImageKind wanted)
            throws BuildException, IOException, InterruptedException {
        ImageKinds.require(
                wanted,
                image.option(),
                image.name(),
                image.facts(actions),
                kind -> Optional.ofNullable(OPTIONS.get(kind)).filter(option -> !option.equals(image.option())));
    }

    /** Stands for everything that the result depends on. */
    InputKey key(ImagerRequest request, String toolsIdentity) throws IOException {
        InputKey key = new InputKey("imagerresult")
                .add(request.kind().word())
                .add(request.machine().toString())
                .add(request.platform())
                .add(request.baseInstaller().orElse(""))
                .add(toolsIdentity)
                .add(request.talosVersion().map(TalosVersion::tag).orElse(""))
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
