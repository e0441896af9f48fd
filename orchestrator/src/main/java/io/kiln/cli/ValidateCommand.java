package io.kiln.cli;

import io.kiln.model.Platform;
import io.kiln.model.graph.StageGraph;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.yaml.Diagnostic;
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

    @Override
    public Integer call() {
        // A set, since most problems are the same on every platform and are worth saying once.
        Set<Diagnostic> found = new LinkedHashSet<>();
        int packages = 0;
        for (Platform platform : tree.platforms()) {
            Workspace workspace = Workspace.load(tree.root(), tree.workspace(platform));
            found.addAll(workspace.diagnostics());
            found.addAll(StageGraph.check(
                    other -> other.equals(platform) ? workspace : Workspace.load(tree.root(), tree.workspace(other)),
                    platform));
            packages = workspace.packages().size();
        }
        List<Diagnostic> all = new ArrayList<>(found);
        Diagnostics.check(all);
        System.out.println(packages + (packages == 1 ? " package is" : " packages are") + " in order");
        return ExitCodes.OK;
    }
}
