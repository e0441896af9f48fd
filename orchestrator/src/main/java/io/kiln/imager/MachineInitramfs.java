package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LayerFile;
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
    record Made(Path file, byte[] osRelease, KernelFacts kernel) {}

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
        Optional<KernelModules> other =
                KernelModules.ofOtherKernel(inputs, assets, request.machine().architecture());
        List<InputImage> withProof = new ArrayList<>(inputs.extensions());
        if (other.isPresent()) {
            withProof.add(assets.kernelImage());
        }
        KernelFacts kernel = new KernelProof(stores.actions(), events).require(assets, withProof);
        List<Extension> withModules = withModules(extensions, kernel.release());
        List<Callable<LayerFile>> squashing = new ArrayList<>();
        BaseRoot[] base = new BaseRoot[1];
        squashing.add(() -> {
            base[0] = baseRoot();
            return base[0].tree().root();
        });
        extensions.forEach(e -> squashing.add(() -> ExtensionSquashfs.make(e, tools, request.sourceDateEpoch())));
        List<LayerFile> made = TogetherRunner.run(squashing);

        CpioTree added = new CpioTree();
        Firmware firmware = new Firmware();
        ExtensionsYaml list = new ExtensionsYaml();
        for (Extension extension : extensions) {
            String name = fileName(extension.index(), extensions.size());
            added.file(name, made.get(extension.index() + 1));
            list.layer(name, extension.metadata());
            firmware.add(extension);
        }
        if (other.isPresent() || !withModules.isEmpty()) {
            KernelModules modules = other.orElseGet(() -> KernelModules.of(base[0]));
            requireRelease(modules, base[0], kernel.release(), assets);
            if (modules.layer()) {
                added.file(KernelModules.FILE, modules.squashfs(kernel.release(), tools, request.sourceDateEpoch()));
                list.firstLayer(
                        KernelModules.FILE,
                        ExtensionMetadata.own("kernel", kernel.release(), "The kernel's own modules"));
            }
            added.file(
                    ModuleMerge.FILE,
                    new ModuleMerge(tools, events)
                            .merge(
                                    modules,
                                    kernel.release(),
                                    withModules,
                                    assets.systemMap(),
                                    request.sourceDateEpoch()));
            list.layer(
                    ModuleMerge.FILE,
                    ExtensionMetadata.own("modules.dep", kernel.release(), "Combined modules.dep for all extensions"));
        }
        if (!list.isEmpty()) {
            added.file("extensions.yaml", list.bytes());
        }
        firmware.addTo(added);
        if (request.machineConfiguration().isPresent()) {
            added.file(
                    "config.yaml",
                    MachineConfiguration.read(request.machineConfiguration().get()));
        }
        new Initramfs(firmware.microcode(), assets.initramfs(), added).write(file, request.sourceDateEpoch());
        return new Made(file, base[0].osRelease().orElseGet(() -> osRelease(kernel.release())), kernel);
    }

    /** Zeros in front, where names that are sorted as text would else come in another order than the layers. */
    static String fileName(int index, int count) {
        int width = Integer.toString(Math.max(0, count - 1)).length();
        return String.format(Locale.ROOT, "%0" + width + "d.sqsh", index);
    }

    private List<Extension> extensions() throws BuildException, IOException, InterruptedException {
        List<Extension> extensions = new ArrayList<>();
        for (InputImage image : inputs.extensions()) {
            extensions.add(
                    new Extension(extensions.size(), image, ExtensionMetadata.of(image, request.talosVersion())));
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

    private static List<Extension> withModules(List<Extension> extensions, String release)
            throws BuildException, IOException, InterruptedException {
        List<Extension> withModules = new ArrayList<>();
        for (Extension extension : extensions) {
            if (extension.hasModules()) {
                extension.requireSoundModules(release);
                withModules.add(extension);
            }
        }
        return withModules;
    }

    private void requireRelease(KernelModules modules, BaseRoot base, String release, BootAssets assets)
            throws BuildException, IOException {
        if (modules.has(release)) {
            return;
        }
        String there = modules.layer()
                ? modules.name() + " has no /usr/lib/modules/" + release
                : "the root in the initramfs of " + inputs.imager().name() + " has "
                        + base.release().map(other -> "the modules of " + other).orElse("no modules");
        throw new BuildException(
                1,
                "the kernel of " + assets.kernelImage().name() + " is " + release + ", but " + there
                        + "; build the imager image with this kernel (PKG_KERNEL)");
    }

    private static byte[] osRelease(String release) {
        String text =
                "NAME=\"Linux\"\nID=linux\nVERSION_ID=\"" + release + "\"\nPRETTY_NAME=\"Linux " + release + "\"\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
