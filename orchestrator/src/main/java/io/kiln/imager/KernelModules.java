package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The modules that belong to the kernel itself: those in the base root, or, when another kernel takes the place of the
 * imager's, those of that kernel's image, which then are a layer of their own below all extensions.
 *
 * @param name what to call their place in messages
 * @param layer whether they have to be brought into the machine
 */
record KernelModules(String name, String identity, List<SnapshotId> layers, MergedTree tree, boolean layer) {

    static final String FILE = "kernel.sqsh";

    private static final String MODULES = "/usr/lib/modules";

    static KernelModules of(BaseRoot base) {
        return new KernelModules("the base root", base.files().value(), List.of(base.files()), base.tree(), false);
    }

    /** Those of the kernel's image, if its kernel is another than the imager's, which fits the base root. */
    static Optional<KernelModules> ofOtherKernel(Inputs inputs, BootAssets assets, String architecture)
            throws BuildException, IOException, InterruptedException {
        if (inputs.kernel().isEmpty()) {
            return Optional.empty();
        }
        Optional<MergedNode> own = inputs.imager().file(BootAssets.directory(architecture) + "vmlinuz");
        if (own.isPresent() && own.get().hasContentOf(assets.vmlinuz())) {
            return Optional.empty();
        }
        InputImage image = inputs.kernel().get();
        return Optional.of(new KernelModules(image.name(), image.identity(), image.layers(), image.tree(), true));
    }

    /** Whether there is something for this release. */
    boolean has(String release) throws IOException {
        return tree.find(Path.of(MODULES, release)).isPresent();
    }

    /** Whether there is a file of this name for this release. */
    boolean has(String release, String file) throws IOException {
        return tree.find(Path.of(MODULES, release, file)).isPresent();
    }

    /** The directory of a release, or a file in it, as a stage takes it. */
    ToolStages.Input input(String path, String to) {
        return new ToolStages.Input(name, identity, layers, MODULES + "/" + path, to);
    }

    /** The squashfs that brings them into the machine. */
    LayerFile squashfs(String release, ToolStages tools, long time)
            throws BuildException, IOException, InterruptedException {
        return tools.file(
                tools.run(
                        "squashfs kernel",
                        List.of(input(release, "/kernel" + MODULES + "/" + release)),
                        "mksquashfs /kernel /out/" + FILE + " " + ExtensionSquashfs.options(time) + "\n"),
                FILE);
    }
}
