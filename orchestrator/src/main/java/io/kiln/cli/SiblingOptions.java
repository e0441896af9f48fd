package io.kiln.cli;

import io.kiln.model.workspace.TreesOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The trees beside that of {@code --root}. */
final class SiblingOptions {

    private static final String OPTION = "--with";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    @Option(
            names = OPTION,
            paramLabel = "NAME=DIR",
            description = "Mount the tree in DIR as NAME: its packages are NAME/PACKAGE as targets and as stages, and "
                    + "stage:NAME/PACKAGE where an image is asked for. Repeatable.")
    List<String> with = new ArrayList<>();

    /** The tree of {@code --root} and those mounted beside it. */
    TreesOnDisk trees(TreeOptions tree) throws IOException {
        Map<String, Path> mounted = new LinkedHashMap<>();
        Map<Path, String> folders = new LinkedHashMap<>();
        folders.put(tree.root().toRealPath(), "--root has it already: its packages are named without a tree");
        for (String text : with) {
            Map.Entry<String, String> entry =
                    KeyValues.parse(OPTION, List.of(text)).entrySet().iterator().next();
            String name = entry.getKey();
            Path folder = Path.of(entry.getValue());
            if (!NAME.matcher(name).matches()) {
                throw new UsageException(OPTION + ": '" + name + "' cannot be the name of a tree; use letters, digits "
                        + "and . _ + - and begin with a letter or a digit");
            }
            if (entry.getValue().isEmpty() || !Files.isDirectory(folder)) {
                throw new UsageException(OPTION + " " + text + ": there is no folder '" + folder + "'");
            }
            Path before = mounted.putIfAbsent(name, folder);
            if (before != null) {
                throw new UsageException(OPTION + " " + text + ": '" + name + "' is the name of " + before
                        + " already; choose another one");
            }
            String taken = folders.putIfAbsent(folder.toRealPath(), "it is mounted as '" + name + "' already");
            if (taken != null) {
                throw new UsageException(OPTION + " " + text + ": " + taken);
            }
        }
        return new TreesOnDisk(
                tree.root(), mounted, tree.workspace(tree.platforms().get(0)));
    }
}
