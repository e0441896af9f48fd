package io.kiln.kmod;

import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A {@link FileTree} over layers in the forms of the store, or over a directory of the host. */
final class MergedFileTree implements FileTree {

    private static final Path EXTENSION = Path.of(EXTENSION_ROOT);

    private final String name;
    private final MergedTreeNode root;

    MergedFileTree(String name, MergedTree tree) {
        this.name = name;
        this.root = tree.isEmpty() ? new MergedTreeNode(Optional.empty()) : MergedTreeNode.of(tree.root());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void visit(Predicate<String> wanted, FileVisitor visitor) throws IOException, InterruptedException {
        if (root.node().isPresent()) {
            directory(root.require(), Path.of(""), wanted, visitor);
        }
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

    private void directory(MergedNode directory, Path at, Predicate<String> wanted, FileVisitor visitor)
            throws IOException, InterruptedException {
        for (MergedNode child : directory.children()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the files of " + name);
            }
            Path path = at.resolve(child.name());
            if (child.isDirectory()) {
                directory(child, path, wanted, visitor);
            } else if (wanted.test(path.toString())) {
                handOver(path.toString(), follow(path), visitor);
            }
        }
    }

    private LinkWalk.End<MergedTreeNode> follow(Path path) throws IOException {
        return path.startsWith(EXTENSION) && path.getNameCount() > 1
                ? LinkWalk.follow(root.child(EXTENSION), names(EXTENSION.relativize(path)))
                : LinkWalk.follow(root, names(path));
    }

    private static void handOver(String path, LinkWalk.End<MergedTreeNode> end, FileVisitor visitor)
            throws IOException, InterruptedException {
        if (end.isFile()) {
            try (InputStream content = end.node().require().open()) {
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
