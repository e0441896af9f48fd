package io.kiln.model.graph;

import io.kiln.model.workspace.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trees from a few lines of text. {@code a -> b, c(runtime), image:x(to=/y)} is a package a on three dependencies;
 * {@code a [buildPlatform=linux/arm64] -> b} gives it a field.
 */
final class GraphText {

    private static final Pattern LINE = Pattern.compile("(\\S+)(?:\\s+\\[(\\w+)=(\\S+)])?(?:\\s+->\\s*(.*))?");
    private static final Pattern DEPENDENCY = Pattern.compile("(image:)?([^(\\s]+?)(?:\\(([^)]*)\\))?");

    private GraphText() {}

    /** Writes one {@code pkg.yaml} a line below the root. */
    static Tree write(Path root, String text) {
        Tree tree = new Tree(root);
        for (String line :
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + line + "' is not a line of a graph");
            }
            tree.file(matcher.group(1) + "/pkg.yaml", pkg(matcher));
        }
        return tree;
    }

    private static String pkg(Matcher line) {
        StringBuilder yaml = new StringBuilder("name: " + line.group(1) + "\nvariant: scratch\n");
        if (line.group(2) != null) {
            yaml.append(line.group(2)).append(": ").append(line.group(3)).append('\n');
        }
        if (line.group(4) != null) {
            yaml.append("dependencies:\n");
            for (String dependency : line.group(4).split(",\\s*")) {
                yaml.append(dependency(dependency));
            }
        }
        return yaml.toString();
    }

    private static String dependency(String text) {
        Matcher matcher = DEPENDENCY.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a dependency");
        }
        StringBuilder yaml = new StringBuilder(matcher.group(1) == null ? "  - stage: " : "  - image: ")
                .append(matcher.group(2))
                .append('\n');
        for (String option : matcher.group(3) == null
                ? List.<String>of()
                : List.of(matcher.group(3).split(" "))) {
            yaml.append("    ")
                    .append(option.contains("=") ? option.replace("=", ": ") : option + ": true")
                    .append('\n');
        }
        return yaml.toString();
    }
}
