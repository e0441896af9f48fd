package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.KmodFormatException;
import io.kiln.kmod.ModuleProof;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.MergedNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds every module of every extension against the kernel that starts the machine. What was proved once stays proved. */
final class KernelProof {

    private final Actions actions;
    private final BuildEvents events;

    KernelProof(Actions actions, BuildEvents events) {
        this.actions = actions;
        this.events = events;
    }

    /**
     * Proves all, and tells which kernel it is.
     *
     * @throws io.kiln.kmod.ModuleProofException with every module that the kernel would refuse
     */
    KernelFacts require(BootAssets assets, List<InputImage> extensions)
            throws BuildException, IOException, InterruptedException {
        InputKey key = new InputKey("imagerproof")
                .add(assets.kernelImage().identity())
                .add(assets.vmlinuzPath())
                .add(Integer.toString(extensions.size()));
        for (InputImage extension : extensions) {
            key.add(extension.identity());
        }
        String name = key.name();
        Optional<KernelFacts> known = actions.find(name).flatMap(KernelFacts::read);
        if (known.isPresent()) {
            return known.get();
        }
        KernelImage kernel = read(assets);
        List<FileTree> trees = new ArrayList<>();
        for (InputImage extension : extensions) {
            trees.add(FileTree.of(extension.name(), extension.tree()));
        }
        ModuleProof.against(kernel).require(trees, events);
        KernelFacts facts = KernelFacts.of(kernel);
        actions.put(name, facts.write());
        return facts;
    }

    private static KernelImage read(BootAssets assets) throws BuildException, IOException, InterruptedException {
        InputImage source = assets.kernelImage();
        Optional<MergedNode> map = source.file(assets.systemMapPath());
        try (InputStream in = assets.vmlinuz().open();
                InputStream symbols = map.isPresent() ? map.get().open() : InputStream.nullInputStream()) {
            return KernelImage.read(source.name(), in, map.map(ignored -> symbols));
        } catch (KmodFormatException e) {
            throw new BuildException(
                    2, source.option() + "=" + source.name() + ": its kernel cannot be used: " + e.getMessage(), e);
        }
    }
}
