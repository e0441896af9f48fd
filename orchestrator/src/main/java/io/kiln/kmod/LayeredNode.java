package io.kiln.kmod;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node of directories that are merged as overlayfs merges them.
 *
 * @param places the place on disk; for a directory, of every layer that takes part in it, top first
 */
record LayeredNode(TreeNode.Kind kind, List<Path> places, FileTree.OpaqueMark opaque)
        implements TreeNode<Path, LayeredNode> {

    private static final int FILE_TYPE = 0170000;
    private static final int CHARACTER_DEVICE = 0020000;

    Path file() {
        return places.get(0);
    }

    @Override
    public Target<Path> target() throws IOException {
        Path target = Files.readSymbolicLink(file());
        List<Path> names = new ArrayList<>();
        target.forEach(names::add);
        return new Target<>(target.isAbsolute(), names, target.toString());
    }

    @Override
    public LayeredNode child(Path name) throws IOException {
        List<Path> merged = new ArrayList<>();
        for (Path layer : places) {
            Path file = layer.resolve(name);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                if (merged.isEmpty()) {
                    return new LayeredNode(kind(file, attributes), List.of(file), opaque);
                }
                break; // a file, a link or a whiteout hides whatever the layers below have here
            }
            merged.add(file);
            if (opaque.isOn(file)) {
                break;
            }
        }
        return merged.isEmpty() ? nothing() : new LayeredNode(Kind.DIRECTORY, merged, opaque);
    }

    @Override
    public LayeredNode nothing() {
        return new LayeredNode(Kind.ABSENT, List.of(), opaque);
    }

    /** The names in a directory, of all layers, also those that a layer above hides. */
    Set<Path> names() throws IOException {
        Set<Path> names = new TreeSet<>();
        for (Path directory : places) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(entry -> names.add(entry.getFileName()));
            }
        }
        return names;
    }

    private static Kind kind(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isSymbolicLink()) {
            return Kind.LINK;
        }
        Map<String, Object> unix = Files.readAttributes(file, "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
        boolean whiteout = unix.get("mode") instanceof Integer mode
                && (mode & FILE_TYPE) == CHARACTER_DEVICE
                && unix.get("rdev") instanceof Long device
                && device == 0;
        return whiteout ? Kind.ABSENT : Kind.SPECIAL;
    }
}
