package io.kiln.exec;

import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Thinks out a new layer that will lie on top of others: what goes where, as {@code from} and {@code to} mean it. Nothing is
 * written; {@link #layer()} is read like any other layer, and written in the form that an executor wants, by
 * {@link io.kiln.store.LinkedTree} as hard links or by {@link io.kiln.store.TarDraft} as an archive. Not thread-safe.
 */
public final class Placement {

    private static final Path ROOT = Path.of("/");

    private final MergedTree below;
    private final MadeDirectory root;
    private FileTime time = MadeDirectory.UNKNOWN;

    /** For a layer on top of {@code below}, which may be empty. */
    public Placement(MergedTree below) {
        this.below = below;
        this.root = new MadeDirectory(Path.of(""), below.isEmpty() ? Optional.empty() : Optional.of(below.root()));
    }

    /**
     * Puts a file or the content of a directory at a place. A file goes under its own name into what is a directory below,
     * or ends with a slash; directories on the way are made: those that exist below with their attributes, others with the
     * time of {@code from}.
     *
     * @param name the last part of {@code from} as the user wrote it
     */
    public void put(MergedNode from, Path name, String to) throws IOException {
        time = from.stat().mtime();
        root.setTime(time);
        Path place = place(from.isDirectory(), name, to);
        if (from.isDirectory() && place.equals(ROOT)) {
            for (MergedNode child : from.children()) {
                add(root, child);
            }
        } else {
            add(parent(place), RenamedFile.of(from, place.getFileName()));
        }
    }

    /**
     * Where {@link #put} would put something: absolute, {@code /} for the content of a directory that becomes the root's.
     *
     * @param directory whether it is one
     */
    public Path place(boolean directory, Path name, String to) throws IOException {
        Path place = locate(below, ROOT.resolve(to).normalize());
        return !directory && (place.equals(ROOT) || to.endsWith("/") || isDirectory(place))
                ? place.resolve(name)
                : place;
    }

    /**
     * Makes the directories that lead to a place and nothing there, for content that is not at hand.
     *
     * @param ofNew the time of the directories that do not exist below
     */
    public void makeWay(Path place, FileTime ofNew) throws IOException {
        time = ofNew;
        root.setTime(time);
        if (!place.equals(ROOT)) {
            parent(place);
        }
    }

    /** Puts a directory of mode 0755 at a path. */
    public void directory(String path) throws IOException {
        Path place = locate(below, ROOT.resolve(path).normalize());
        add(parent(place), new MadeDirectory(place.getFileName(), Optional.empty()));
    }

    /** Puts a file of this host at a path, as root's. */
    public void file(String path, Path file) throws IOException {
        Path place = locate(below, ROOT.resolve(path).normalize());
        add(parent(place), LayerFile.ofHost(file, place.getFileName()));
    }

    /** The root of the layer as it is thought out so far; the files are read where they are. */
    public LayerFile layer() {
        return root;
    }

    /**
     * Where a path leads in a tree: absolute, with no link in it that leads to a directory there: {@code /lib/x} goes to
     * {@code /usr/lib/x}.
     */
    public static Path locate(MergedTree below, Path to) throws IOException {
        Path at = ROOT;
        for (Path name : to) {
            Path next = at.resolve(name);
            Optional<MergedNode> node = below.resolve(next);
            at = node.filter(MergedNode::isDirectory).map(MergedNode::path).orElse(next);
        }
        return at;
    }

    private boolean isDirectory(Path place) throws IOException {
        return below.find(place).filter(MergedNode::isDirectory).isPresent();
    }

    private MadeDirectory parent(Path place) throws IOException {
        MadeDirectory at = root;
        for (int i = 1; i < place.getNameCount(); i++) {
            Path path = ROOT.resolve(place.subpath(0, i));
            Path name = path.getFileName();
            Optional<LayerFile> there = at.child(name);
            if (there.isEmpty()) {
                MadeDirectory made = new MadeDirectory(name, below.find(path).filter(MergedNode::isDirectory));
                made.setTime(time);
                at.put(made);
                at = made;
            } else if (there.get() instanceof MadeDirectory made) {
                at = made;
            } else {
                throw new NotDirectoryException(path.toString());
            }
        }
        return at;
    }

    private static void add(MadeDirectory directory, LayerFile file) throws IOException {
        if (directory.child(file.name()).isPresent()) {
            throw new FileAlreadyExistsException(file.name().toString(), null, "it is put there twice");
        }
        directory.put(file);
    }
}
