package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A system extension among the inputs.
 *
 * @param index its place in the order given, from 0
 */
record Extension(int index, InputImage image, ExtensionMetadata metadata) {

    static final String ROOT = "/rootfs";
    static final String MODULES = ROOT + "/usr/lib/modules";
    static final String FIRMWARE = ROOT + "/usr/lib/firmware";

    /** Whether it has a directory of modules, for whatever release. */
    boolean hasModules() throws IOException, BuildException, InterruptedException {
        return image.tree().find(Path.of(MODULES)).isPresent();
    }

    /** Every link below its modules must lead to something: depmod would pass over one that does not. */
    void requireSoundModules(String release) throws IOException, BuildException, InterruptedException {
        MergedTree tree = image.tree();
        List<String> problems = new ArrayList<>();
        Optional<MergedNode> directory = tree.find(Path.of(MODULES, release)).filter(MergedNode::isDirectory);
        if (directory.isEmpty()) {
            problems.add("it has modules, and none for the kernel: there is no " + MODULES + "/" + release
                    + "; build it against the kernel of this image");
        } else {
            findDangling(tree, directory.get(), problems);
        }
        if (!problems.isEmpty()) {
            throw new BuildException(1, image.option() + "=" + image.name() + ": " + String.join("\n  ", problems));
        }
    }

    private static void findDangling(MergedTree tree, MergedNode directory, List<String> problems) throws IOException {
        for (MergedNode child : directory.children()) {
            if (child.isDirectory()) {
                findDangling(tree, child, problems);
            } else if (child.stat().isSymbolicLink()) {
                // Seen from the machine's root, which is the extension's rootfs.
                Path target = child.linkTarget();
                Path parent = child.path().getParent() == null
                        ? child.path()
                        : child.path().getParent();
                Path leads = target.isAbsolute() ? Path.of(ROOT + target) : parent.resolve(target);
                if (tree.resolve(leads.normalize()).isEmpty()) {
                    problems.add(child.path() + " is a link to " + target + ", which is not there");
                }
            }
        }
    }
}
