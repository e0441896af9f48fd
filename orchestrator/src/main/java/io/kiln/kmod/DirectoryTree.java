package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A {@link FileTree} over directories of the host, merged as overlayfs merges them. */
final class DirectoryTree implements FileTree {

    private static final Path EXTENSION = Path.of(EXTENSION_ROOT);

    private final String name;
    private final LayeredNode root;

    DirectoryTree(String name, List<Path> bottomFirst, OpaqueMark opaque) {
        this.name = name;
        List<Path> topFirst = new ArrayList<>();
        bottomFirst.forEach(layer -> topFirst.add(0, layer));
        this.root = new LayeredNode(TreeNode.Kind.DIRECTORY, List.copyOf(topFirst), opaque);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void visit(Predicate<String> wanted, FileVisitor visitor) throws IOException, InterruptedException {
        directory(root, Path.of(""), wanted, visitor);
    }

    @Override
    public void read(Set<String> paths, FileVisitor visitor) throws IOException, InterruptedException {
        for (String path : new TreeSet<>(paths)) {
            handOver(path, LinkWalk.follow(root, names(Path.of(path))), visitor);
        }
    }

    @Override
    public Set<String> files(Set<String> paths) throws IOException {
        Set<String> files = new TreeSet<>();
        for (String path : paths) {
            if (LinkWalk.follow(root, names(Path.of(path))).isFile()) {
                files.add(path);
            }
        }
        return files;
    }

    private void directory(LayeredNode directory, Path at, Predicate<String> wanted, FileVisitor visitor)
            throws IOException, InterruptedException {
        for (Path entry : directory.names()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the files of " + name);
            }
            Path path = at.resolve(entry);
            LayeredNode node = directory.child(entry);
            if (node.kind() == TreeNode.Kind.DIRECTORY) {
                directory(node, path, wanted, visitor);
            } else if (wanted.test(path.toString())) {
                handOver(path.toString(), follow(path), visitor);
            }
        }
    }

    private LinkWalk.End<LayeredNode> follow(Path path) throws IOException {
        return path.startsWith(EXTENSION) && path.getNameCount() > 1
                ? LinkWalk.follow(root.child(EXTENSION), names(EXTENSION.relativize(path)))
                : LinkWalk.follow(root, names(path));
    }

    private static void handOver(String path, LinkWalk.End<LayeredNode> end, FileVisitor visitor)
            throws IOException, InterruptedException {
        if (end.isFile()) {
            try (InputStream content = Files.newInputStream(end.node().file(), LinkOption.NOFOLLOW_LINKS)) {
                visitor.file(path, content);
            }
        } else if (!end.isNothing()) {
            visitor.unusable(end.unusable(path));
        }
    }

    private static List<Path> names(Path path) {
        List<Path> names = new ArrayList<>();
        path.forEach(names::add);
        return names;
    }
}
