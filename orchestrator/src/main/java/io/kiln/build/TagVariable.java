package io.kiln.build;

import io.kiln.model.StageName;
import io.kiln.model.graph.Stage;
import io.kiln.model.graph.StageId;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A variable of the tree that says which tag the image of a package gets, as {@code VERSION} does in trees of
 * extensions. It holds for the tree of {@code --root}: the packages of a mounted tree have the tag of the command.
 */
public record TagVariable(String name) {

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** The tag of a target, if this variable gives it one. */
    public Optional<String> tag(BuiltTarget target) {
        return holdsFor(target.id().stage())
                ? Optional.ofNullable(target.pkg().variables().get(name))
                : Optional.empty();
    }

    /** @throws DiagnosticException with every target that this variable gives no tag, or one a platform */
    void check(BuildGraph graph) {
        List<Diagnostic> found = new ArrayList<>();
        Map<StageName, String> tags = new LinkedHashMap<>();
        for (StageId target : graph.targets()) {
            if (holdsFor(target.stage())) {
                Stage stage = graph.stage(target);
                String tag = stage.pkg().variables().getOrDefault(name, "");
                String other = tags.putIfAbsent(target.stage(), tag);
                if (other == null) {
                    problem(stage, tag).ifPresent(found::add);
                } else if (!other.equals(tag)) {
                    found.add(Diagnostic.error(
                            stage.pkg().at(),
                            "the image of " + target.stage() + " cannot have the tags \"" + other + "\" and \"" + tag
                                    + "\": the variable " + name + " differs between platforms"));
                }
            }
        }
        if (!found.isEmpty()) {
            throw new DiagnosticException(found);
        }
    }

    private Optional<Diagnostic> problem(Stage stage, String tag) {
        String vars = stage.pkg().shown("vars.yaml");
        if (tag.isEmpty()) {
            return Optional.of(Diagnostic.error(
                            stage.pkg().at(),
                            stage.id().name() + " has no variable " + name + " to tag its image with (--tag-variable)")
                    .withHint("write it into " + vars + ", for example " + name + ": \"0.1\""));
        }
        return TAG.matcher(tag).matches()
                ? Optional.empty()
                : Optional.of(Diagnostic.error(
                                stage.pkg().at(),
                                "\"" + tag + "\", the variable " + name + " of "
                                        + stage.id().name() + ", cannot be the tag of an image")
                        .withHint("use letters, digits and . _ - (at most 128) in " + vars));
    }

    private static boolean holdsFor(StageName target) {
        return target.tree().isEmpty();
    }
}
