package io.kiln.cli;

import io.kiln.model.Platform;
import io.kiln.model.graph.StageGraph;
import io.kiln.model.workspace.TreesOnDisk;
import io.kiln.model.yaml.Diagnostic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kiln validate}. */
@Command(name = "validate", description = "Check every file of a tree, and report all that is wrong at once.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    TreeOptions tree = new TreeOptions();

    @Mixin
    SiblingOptions siblings = new SiblingOptions();

    @Override
    public Integer call() throws IOException {
        // A set, since most problems are the same on every platform and are worth saying once.
        Set<Diagnostic> found = new LinkedHashSet<>();
        TreesOnDisk trees = siblings.trees(tree);
        int packages = 0;
        for (Platform platform : tree.platforms()) {
            packages = trees.tree("", platform).packages().size();
            for (String name : trees.names()) {
                packages += trees.tree(name, platform).packages().size();
            }
            found.addAll(trees.diagnostics());
            found.addAll(StageGraph.check(trees, platform));
        }
        List<Diagnostic> all = new ArrayList<>(found);
        Diagnostics.check(all);
        System.out.println(packages + (packages == 1 ? " package is" : " packages are") + " in order");
        return ExitCodes.OK;
    }
}
