package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKind;
import io.kiln.model.extension.TalosVersion;
import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.archive.DockerArchive;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LayerFile;
import io.kiln.store.Stores;
import io.kiln.store.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One result, from the inputs to the file. Used once, by one thread. */
final class MachineImage {

    private final ImagerRequest request;
    private final Inputs inputs;
    private final ToolStages tools;
    private final Stores stores;
    private final Path scratch;
    private final BuildEvents events;

    /** @param scratch a directory for what is not finished; the caller removes it */
    MachineImage(
            ImagerRequest request, Inputs inputs, ToolStages tools, Stores stores, Path scratch, BuildEvents events) {
        this.request = request;
        this.inputs = inputs;
        this.tools = tools;
        this.stores = stores;
        this.scratch = scratch;
        this.events = events;
    }

    /** Writes the file, which appears whole or not at all. */
    void write(Path file) throws BuildException, IOException, InterruptedException {
        String architecture = request.machine().architecture();
        MetaValues meta = meta();
        KernelArguments arguments = arguments(meta);
        BootAssets assets = BootAssets.of(inputs.imager(), inputs.kernel(), architecture);
        switch (request.kind()) {
            case CMDLINE ->
                WholeFile.write(file, out -> out.write(arguments.toString().getBytes(StandardCharsets.UTF_8)));
            case KERNEL -> WholeFile.write(file, assets.vmlinuz()::writeTo);
            case INITRAMFS -> {
                Path made = initramfs(assets).file();
                WholeFile.write(file, out -> Files.copy(made, out));
            }
            case UKI -> {
                UnifiedKernelImage uki = uki(assets, initramfs(assets), arguments);
                WholeFile.write(file, out -> uki.writeTo(out, request.sourceDateEpoch()));
            }
            case INSTALLER -> installer(file, assets, arguments);
            case IMAGE, ISO ->
                new BootMedium(request, tools, stores, assets, meta)
                        .write(file, ukiFile(assets, initramfs(assets), arguments, scratch.resolve("uki.efi")));
        }
    }

    private MetaValues meta() throws BuildException {
        try {
            return MetaValues.parse(request.meta());
        } catch (IllegalArgumentException e) {
            throw new BuildException(2, String.valueOf(e.getMessage()), e);
        }
    }

    private KernelArguments arguments(MetaValues meta) {
        List<String> extra = new ArrayList<>();
        if (request.kind() != OutputKind.IMAGE) { // a disk has them in its META partition
            extra.addAll(meta.kernelArguments());
        }
        extra.addAll(request.extraKernelArguments());
        return KernelArguments.of(request.platform()).with(extra);
    }

    private MachineInitramfs.Made initramfs(BootAssets assets)
            throws BuildException, IOException, InterruptedException {
        return new MachineInitramfs(request, inputs, tools, stores, events).make(assets, scratch.resolve("initramfs"));
    }

    private UnifiedKernelImage uki(BootAssets assets, MachineInitramfs.Made initramfs, KernelArguments arguments)
            throws IOException {
        PeStub stub;
        try (var in = assets.stub().open()) {
            stub = PeStub.read(inputs.imager().name() + ": " + assets.stub().name(), in);
        }
        List<UnifiedKernelImage.Section> sections = new ArrayList<>();
        sections.add(UnifiedKernelImage.Section.of(".osrel", initramfs.osRelease()));
        sections.add(
                UnifiedKernelImage.Section.of(".cmdline", arguments.toString().getBytes(StandardCharsets.UTF_8)));
        sections.add(UnifiedKernelImage.Section.of(
                ".uname", initramfs.kernel().release().getBytes(StandardCharsets.UTF_8)));
        sections.add(
                new UnifiedKernelImage.Section(".linux", assets.vmlinuz().stat().size(), assets.vmlinuz()::open));
        sections.add(new UnifiedKernelImage.Section(
                ".initrd", Files.size(initramfs.file()), () -> Files.newInputStream(initramfs.file())));
        return new UnifiedKernelImage(stub, sections);
    }

    private static void copy(LayerFile from, Path to) throws IOException {
        try (InputStream in = from.open()) {
            Files.copy(in, to);
        }
        Files.setAttribute(to, "unix:mode", from.stat().permissions());
    }

    private Path ukiFile(BootAssets assets, MachineInitramfs.Made initramfs, KernelArguments arguments, Path file)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            uki(assets, initramfs, arguments).writeTo(out, request.sourceDateEpoch());
        }
        return file;
    }

    private void installer(Path file, BootAssets assets, KernelArguments arguments)
            throws BuildException, IOException, InterruptedException {
        InputImage base = inputs.base().orElseThrow();
        MachineInitramfs.Made initramfs = initramfs(assets);
        Path root = Files.createDirectory(scratch.resolve("layer"));
        Path directory = Files.createDirectories(
                root.resolve(BootAssets.directory(request.machine().architecture())));
        if (hasUnifiedKernelImages(request.talosVersion())) {
            ukiFile(assets, initramfs, arguments, directory.resolve("vmlinuz.efi"));
            copy(assets.loader(), directory.resolve("systemd-boot.efi"));
        } else {
            copy(assets.vmlinuz(), directory.resolve("vmlinuz"));
            Files.move(initramfs.file(), directory.resolve("initramfs.xz"));
        }
        for (Path made : List.of(root, root.resolve("usr"), root.resolve("usr/install"), directory)) {
            Files.setPosixFilePermissions(made, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        KernelFacts kernel = initramfs.kernel();
        Map<String, String> labels =
                new ImageFacts(ImageKind.INSTALLER, Optional.of(kernel.release()), kernel.certificate()).labels();
        Image image = new InstallerImage(stores.layout(), request.sourceDateEpoch()).make(base, root, labels);
        String tag = nameFor(ImageReference.parse(base.name()));
        WholeFile.write(file, out -> DockerArchive.write(image, List.of(tag), out));
    }

    /** As from 1.10 on; so has one of no version. */
    private static boolean hasUnifiedKernelImages(Optional<TalosVersion> version) {
        return version.isEmpty()
                || version.get().major() > 1
                || (version.get().major() == 1 && version.get().minor() >= 10);
    }

    /** What docker calls it: as the base, but for the last part of the repository. */
    private static String nameFor(ImageReference base) {
        int slash = base.repository().lastIndexOf('/');
        String repository = base.repository().substring(0, slash + 1) + "installer";
        return base.registry() + "/" + repository + ":" + base.tag().orElse("latest");
    }
}
