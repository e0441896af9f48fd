package io.kiln.model.graph;

import io.kiln.model.StageName;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DidYouMean;
import io.kiln.model.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says that what a name stands for is not there, and what was probably meant. */
final class Unknown {

    private Unknown() {}

    /** No tree is mounted under the name that a stage or target begins with. */
    static Diagnostic tree(Position at, StageName name, Set<String> mounted) {
        String mount = "mount it: --with " + name.tree() + "=DIR, where DIR is the folder with its Pkgfile";
        return Diagnostic.error(at, "there is no tree \"" + name.tree() + "\" to take \"" + name.name() + "\" from")
                .withHint(DidYouMean.hint(name.tree(), mounted)
                        .orElse(
                                mounted.isEmpty()
                                        ? mount
                                        : mount + " (mounted: "
                                                + mounted.stream().sorted().collect(Collectors.joining(", ")) + ")"));
    }

    /**
     * A tree has no package of this name.
     *
     * @param elsewhere the same name in other trees, which have it
     */
    static Diagnostic pkg(Position at, StageName name, Workspace tree, List<StageName> elsewhere) {
        Diagnostic unknown = Diagnostic.error(
                at,
                "there is no package \"" + name.name() + "\""
                        + (name.tree().isEmpty() ? "" : " in the tree \"" + name.tree() + "\""));
        Optional<String> hint = elsewhere.isEmpty()
                ? DidYouMean.hint(name.name(), tree.packages().keySet())
                : Optional.of("did you mean \"" + elsewhere.get(0) + "\"?");
        return hint.map(unknown::withHint).orElse(unknown);
    }
}
