package io.kiln.model.workspace;

import java.nio.file.Path;
import java.util.List;

/**
 * A directory of a tree, as it was found on disk.
 *
 * @param path relative to the root, with {@code /} as separator; empty for the root
 * @param templates names of the {@code *.tmpl} files in it, sorted
 * @param children sorted by name
 */
record TreeDirectory(
        String path,
        Path directory,
        boolean hasVariables,
        boolean hasPackage,
        List<String> templates,
        List<TreeDirectory> children) {

    /** The path of a file in this directory, relative to the root. */
    String child(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}
