package io.kiln.build;

import io.kiln.model.graph.Stage;
import io.kiln.model.workspace.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The image behind each base variant: what the command says, else the {@code Pkgfile} of the stage's own tree. Immutable. */
final class BaseImages {

    private final Map<String, Map<String, String>> byTree = new HashMap<>();
    private final Map<String, String> ofCommand;

    /** @param ofCommand base variant to image reference, for every tree */
    BaseImages(BuildGraph graph, Trees trees, Map<String, String> ofCommand) {
        this.ofCommand = Map.copyOf(ofCommand);
        for (Stage stage : graph.order()) {
            String tree = stage.id().stage().tree();
            byTree.computeIfAbsent(
                    tree,
                    name -> trees.tree(name, stage.id().platform()).pkgfile().baseImages());
        }
    }

    Optional<String> of(Stage stage) {
        String variant = stage.pkg().baseVariant();
        return Optional.ofNullable(ofCommand.get(variant))
                .or(() -> Optional.ofNullable(
                        byTree.getOrDefault(stage.id().stage().tree(), Map.of()).get(variant)));
    }
}
