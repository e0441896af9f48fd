package io.kiln.store;

import io.kiln.linux.Linux;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A stack of directories in overlayfs form, seen as overlayfs would show it, but with the place of every file on disk,
 * so that files can be hard-linked. Reads the directories each time it is asked; holds no file name of its own.
 */
public final class MergedTree {

    private static final int MOST_LINKS = 40;
    private static final Path ROOT = Path.of("/");

    private final List<Path> topFirst;

    private MergedTree(List<Path> topFirst) {
        this.topFirst = topFirst;
    }

    /** The tree of these directories, the lowest first. Each is the root of a layer. */
    public static MergedTree of(List<Path> layers) {
        List<Path> topFirst = new ArrayList<>(layers.size());
        for (int i = layers.size() - 1; i >= 0; i--) {
            topFirst.add(layers.get(i));
        }
        return new MergedTree(List.copyOf(topFirst));
    }

    /**
     * The root directory.
     *
     * @throws IllegalStateException if there is no layer
     */
    public MergedNode root() throws IOException {
        if (topFirst.isEmpty()) {
            throw new IllegalStateException("a tree of no layers has no root");
        }
        return new MergedNode(ROOT, topFirst, Linux.lstat(topFirst.get(0)));
    }

    /** What is at an absolute path; {@code ..} and symbolic links count as names that are not there. */
    public Optional<MergedNode> find(Path path) throws IOException {
        Optional<MergedNode> node = topFirst.isEmpty() ? Optional.empty() : Optional.of(root());
        for (Path name : path) {
            if (node.isEmpty()) {
                return node;
            }
            node = node.get().child(name);
        }
        return node;
    }

    /**
     * What a process with this root would find at a path: symbolic links are followed, the last part's too, and neither
     * they nor {@code ..} leave the root.
     *
     * @throws FileSystemLoopException after 40 links
     */
    public Optional<MergedNode> resolve(Path path) throws IOException {
        if (topFirst.isEmpty()) {
            return Optional.empty();
        }
        Deque<Path> left = new ArrayDeque<>();
        path.forEach(left::addLast);
        Deque<MergedNode> at = new ArrayDeque<>(List.of(root()));
        int links = 0;
        while (!left.isEmpty()) {
            Path name = left.removeFirst();
            if (isUp(name)) {
                if (at.size() > 1) {
                    at.removeLast();
                }
                continue;
            }
            Optional<MergedNode> next =
                    isHere(name) ? Optional.of(at.getLast()) : at.getLast().child(name);
            if (next.isEmpty()) {
                return next;
            }
            if (!next.get().stat().isSymbolicLink()) {
                if (!isHere(name)) {
                    at.addLast(next.get());
                }
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            Path target = Files.readSymbolicLink(next.get().source());
            if (target.isAbsolute()) {
                at = new ArrayDeque<>(List.of(root()));
            }
            prepend(left, target);
        }
        return Optional.of(at.getLast());
    }

    private static void prepend(Deque<Path> left, Path target) {
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            left.addFirst(target.getName(i));
        }
    }

    private static boolean isUp(Path name) {
        return name.toString().equals("..");
    }

    private static boolean isHere(Path name) {
        return name.toString().isEmpty() || name.toString().equals(".");
    }
}
