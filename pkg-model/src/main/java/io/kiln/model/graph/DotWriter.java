package io.kiln.model.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a graph in the language of Graphviz: packages as boxes, images as coloured boxes without their digest, runtime
 * edges bold. A package whose variable {@code GRAPH_IGNORE} is {@code true} is left out, with its edges.
 */
public final class DotWriter {

    private DotWriter() {}

    /** The drawing as text; an arrow leads from a package to what it depends on. */
    public static String write(StageGraph graph) {
        List<Stage> shown = graph.stages().values().stream()
                .filter(stage -> !isIgnored(stage))
                .toList();
        boolean onePlatform =
                shown.stream().map(stage -> stage.id().platform()).distinct().count() <= 1;
        Set<StageId> ids = shown.stream().map(Stage::id).collect(Collectors.toSet());
        Set<String> nodes = new LinkedHashSet<>();
        Set<String> edges = new LinkedHashSet<>();
        for (Stage stage : shown) {
            String from = name(stage.id(), onePlatform);
            nodes.add(quoted(from) + " [shape=box]");
            for (StageDependency dependency : stage.declared()) {
                if (dependency.stage().isPresent()
                        && !ids.contains(dependency.stage().get())) {
                    continue;
                }
                String image = withoutDigest(dependency.image().orElse(""));
                String to = dependency.stage().map(id -> name(id, onePlatform)).orElse("image " + image);
                if (dependency.image().isPresent()) {
                    nodes.add(quoted(to) + " [label=" + quoted(image)
                            + ", shape=box, style=filled, fillcolor=lemonchiffon]");
                }
                edges.add(quoted(from) + " -> " + quoted(to)
                        + (dependency.runtime() ? " [style=bold, color=forestgreen]" : ""));
            }
        }
        StringBuilder dot = new StringBuilder("digraph packages {\n");
        nodes.forEach(node -> dot.append("  ").append(node).append(";\n"));
        edges.forEach(edge -> dot.append("  ").append(edge).append(";\n"));
        return dot.append("}\n").toString();
    }

    private static boolean isIgnored(Stage stage) {
        return "true".equals(stage.pkg().variables().get("GRAPH_IGNORE"));
    }

    private static String name(StageId id, boolean onePlatform) {
        return onePlatform ? id.stage().toString() : id.toString();
    }

    private static String withoutDigest(String image) {
        int at = image.indexOf('@');
        return at < 0 ? image : image.substring(0, at);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
