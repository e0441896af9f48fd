package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProof;
import io.kiln.progress.BuildEvents;
import io.kiln.store.OverlayMarks;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Makes the initramfs with the extensions in it. Used once, by one thread. */
final class MachineInitramfs {

    /** @param osRelease what the system says of itself */
    record Made(Path file, byte[] osRelease) {}

    private final ImagerRequest request;
    private final Inputs inputs;
    private final ToolStages tools;
    private final Stores stores;
    private final BuildEvents events;

    MachineInitramfs(ImagerRequest request, Inputs inputs, ToolStages tools, Stores stores, BuildEvents events) {
        this.request = request;
        this.inputs = inputs;
        this.tools = tools;
        this.stores = stores;
        this.events = events;
    }

    Made make(BootAssets assets, Path file) throws BuildException, IOException, InterruptedException {
        List<Extension> extensions = extensions();
        List<Extension> withModules = proved(extensions, assets);
        List<Callable<Path>> squashing = new ArrayList<>();
        BaseRoot[] base = new BaseRoot[1];
        squashing.add(() -> {
            base[0] = baseRoot();
            return base[0].directory();
        });
        extensions.forEach(e -> squashing.add(() -> ExtensionSquashfs.make(e, tools, request.sourceDateEpoch())));
        List<Path> made = TogetherRunner.run(squashing);

        CpioTree added = new CpioTree();
        Firmware firmware = new Firmware();
        ExtensionsYaml list = new ExtensionsYaml();
        for (Extension extension : extensions) {
            String name = fileName(extension.index(), extensions.size());
            added.file(name, made.get(extension.index() + 1));
            list.layer(name, extension.metadata());
            firmware.add(extension);
        }
        if (!withModules.isEmpty()) {
            addIndexes(base[0], assets, withModules, added, list);
        }
        if (!extensions.isEmpty()) {
            added.file("extensions.yaml", list.bytes());
        }
        firmware.addTo(added);
        if (request.machineConfiguration().isPresent()) {
            added.file(
                    "config.yaml",
                    MachineConfiguration.read(request.machineConfiguration().get()));
        }
        new Initramfs(firmware.microcode(), assets.initramfs(), added).write(file, request.sourceDateEpoch());
        return new Made(file, base[0].osRelease().orElseGet(() -> osRelease(assets)));
    }

    /** Zeros in front, where names that are sorted as text would else come in another order than the layers. */
    static String fileName(int index, int count) {
        int width = Integer.toString(Math.max(0, count - 1)).length();
        return String.format(Locale.ROOT, "%0" + width + "d.sqsh", index);
    }

    private List<Extension> extensions() throws BuildException, IOException, InterruptedException {
        List<Extension> extensions = new ArrayList<>();
        for (InputImage image : inputs.extensions()) {
            extensions.add(new Extension(extensions.size(), image, ExtensionMetadata.of(image)));
        }
        return extensions;
    }

    private BaseRoot baseRoot() throws BuildException, IOException, InterruptedException {
        return BaseRoot.of(
                inputs.imager(),
                BootAssets.directory(request.machine().architecture()) + "initramfs.xz",
                stores,
                tools);
    }

    /** The extensions with modules, each of which the kernel of the machine will load. */
    private List<Extension> proved(List<Extension> extensions, BootAssets assets)
            throws BuildException, IOException, InterruptedException {
        List<Extension> withModules = new ArrayList<>();
        ModuleProof proof = ModuleProof.against(assets.kernel());
        List<FileTree> trees = new ArrayList<>();
        for (Extension extension : extensions) {
            trees.add(FileTree.ofLayers(
                    extension.image().name(), extension.image().directories(), OverlayMarks::isOpaque));
            if (extension.hasModules()) {
                withModules.add(extension);
            }
        }
        List<ModuleFinding> findings = proof.require(trees, events);
        for (Extension extension : withModules) {
            extension.requireSoundModules(assets.kernel().release());
        }
        return findings.isEmpty() && withModules.isEmpty() ? List.of() : withModules;
    }

    private void addIndexes(
            BaseRoot base, BootAssets assets, List<Extension> withModules, CpioTree added, ExtensionsYaml list)
            throws BuildException, IOException, InterruptedException {
        String release = assets.kernel().release();
        Optional<String> found = base.release();
        if (!found.equals(Optional.of(release))) {
            throw new BuildException(
                    1,
                    "the kernel of " + assets.kernel().name() + " is " + release + ", but the root in the initramfs of "
                            + inputs.imager().name() + " has "
                            + found.map(other -> "the modules of " + other).orElse("no modules")
                            + "; build the imager image with this kernel (PKG_KERNEL)");
        }
        Path indexes = new ModuleMerge(tools, events)
                .merge(base.files(), release, withModules, assets.systemMap(), request.sourceDateEpoch());
        added.file(ModuleMerge.FILE, indexes);
        list.layer(
                ModuleMerge.FILE,
                new ExtensionMetadata(
                        "modules.dep",
                        release,
                        "Talos Machinery",
                        "Combined modules.dep for all extensions",
                        "",
                        ""));
    }

    private static byte[] osRelease(BootAssets assets) {
        String text = "NAME=\"Linux\"\nID=linux\nVERSION_ID=\"" + assets.kernel().release() + "\"\nPRETTY_NAME=\"Linux "
                + assets.kernel().release() + "\"\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
