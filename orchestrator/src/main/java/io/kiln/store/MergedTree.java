package io.kiln.store;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A stack of layers, seen as overlayfs would show it, whatever form they are in. Files of directories have their place on
 * disk, so that they can be hard-linked. Directories are read each time they are asked for.
 */
public final class MergedTree {

    private static final int MOST_LINKS = 40;
    private static final Path ROOT = Path.of("/");

    private final List<LayerFile> topFirst;

    private MergedTree(List<LayerFile> topFirst) {
        this.topFirst = topFirst;
    }

    /** The tree of these directories in overlayfs form, the lowest first. Each is the root of a layer. */
    public static MergedTree of(List<Path> layers) throws IOException {
        List<LayerFile> roots = new ArrayList<>(layers.size());
        for (Path layer : layers) {
            roots.add(LayerFile.ofDirectory(layer));
        }
        return ofLayers(roots);
    }

    /** The tree of these layers, the lowest first, each given by its root. */
    public static MergedTree ofLayers(List<? extends LayerFile> layers) {
        List<LayerFile> topFirst = new ArrayList<>(layers);
        Collections.reverse(topFirst);
        return new MergedTree(List.copyOf(topFirst));
    }

    public boolean isEmpty() {
        return topFirst.isEmpty();
    }

    /**
     * The root directory.
     *
     * @throws IllegalStateException if there is no layer
     */
    public MergedNode root() {
        if (topFirst.isEmpty()) {
            throw new IllegalStateException("a tree of no layers has no root");
        }
        return new MergedNode(ROOT, topFirst);
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
            Path target = next.get().linkTarget();
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
