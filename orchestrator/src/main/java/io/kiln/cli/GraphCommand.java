package io.kiln.cli;

import io.kiln.model.Platform;
import io.kiln.model.graph.DotWriter;
import io.kiln.model.graph.StageGraph;
import io.kiln.model.workspace.TreesOnDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kiln graph}. */
@Command(name = "graph", description = "Print what depends on what, in the language of Graphviz' dot.")
final class GraphCommand implements Callable<Integer> {

    @Mixin
    TreeOptions tree = new TreeOptions();

    @Mixin
    SiblingOptions siblings = new SiblingOptions();

    @Option(names = "--target", paramLabel = "T", description = "Only what this package needs. Repeatable.")
    List<String> targets = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Platform platform = tree.platforms().get(0);
        TreesOnDisk trees = siblings.trees(tree);
        List<String> wanted = targets.isEmpty()
                ? List.copyOf(trees.tree("", platform).packages().keySet())
                : targets;
        StageGraph graph = StageGraph.resolve(trees, Targets.parse(wanted), platform);
        Diagnostics.check(List.copyOf(trees.diagnostics()));
        System.out.print(DotWriter.write(graph));
        return ExitCodes.OK;
    }
}
