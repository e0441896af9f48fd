package io.kiln.kmod;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Which entry of which layer gives what an image has at each path, as the OCI image specification says it under "Applying
 * Changesets". Fed with the entries of the layers in order. Not thread-safe.
 */
public final class LayerOverlay {

    private static final int MAX_FILES = 2_000_000;
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final NavigableMap<String, Place> places = new TreeMap<>();

    /**
     * An entry, by its layer and its number in that layer.
     *
     * @param link where it points, for a link; the target of a hard link that names no entry starts with a slash
     */
    public record Place(int layer, int ordinal, TreeNode.Kind kind, String link) {

        /** Whether content belongs to it: that of the entry with this number. */
        public boolean isFile() {
            return kind == TreeNode.Kind.FILE;
        }

        public boolean isLink() {
            return kind == TreeNode.Kind.LINK;
        }

        public boolean isSpecial() {
            return kind == TreeNode.Kind.SPECIAL;
        }

        public boolean isDirectory() {
            return kind == TreeNode.Kind.DIRECTORY;
        }
    }

    /** @throws KmodFormatException if the image has too many files */
    public void add(int layer, int ordinal, TarEntry entry) throws KmodFormatException {
        String path = entry.path();
        int slash = path.lastIndexOf('/') + 1;
        String name = path.substring(slash);
        if (name.equals(OPAQUE)) {
            removeBelow(path.substring(0, slash), layer);
            return;
        }
        if (name.startsWith(WHITEOUT)) {
            String hidden = path.substring(0, slash) + name.substring(WHITEOUT.length());
            Place place = places.get(hidden);
            if (place != null && place.layer() < layer) {
                places.remove(hidden);
            }
            removeBelow(hidden + "/", layer);
            return;
        }
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            Place parent = places.get(path.substring(0, at));
            if (parent != null && parent.kind() != TreeNode.Kind.DIRECTORY) {
                places.remove(path.substring(0, at)); // what has something in it is a directory from now on
            }
        }
        if (path.isEmpty()) {
            return; // the root is always there
        }
        Place place = place(layer, ordinal, entry);
        if (place.kind() != TreeNode.Kind.DIRECTORY) {
            removeBelow(path + "/", layer + 1);
        }
        places.put(path, place);
        if (places.size() > MAX_FILES) {
            throw new KmodFormatException("the image has more than " + MAX_FILES + " files");
        }
    }

    private Place place(int layer, int ordinal, TarEntry entry) {
        Place target = entry.type() == EntryType.HARDLINK ? places.get(entry.linkName()) : null;
        if (target != null && target.kind() != TreeNode.Kind.DIRECTORY) {
            return target;
        }
        return switch (entry.type()) {
            case FILE -> new Place(layer, ordinal, TreeNode.Kind.FILE, "");
            case DIRECTORY -> new Place(layer, ordinal, TreeNode.Kind.DIRECTORY, "");
            case SYMLINK -> new Place(layer, ordinal, TreeNode.Kind.LINK, entry.linkName());
            // What unpacks the image may reach the target through links to directories, or find nothing.
            case HARDLINK -> new Place(layer, ordinal, TreeNode.Kind.LINK, "/" + entry.linkName());
            default -> new Place(layer, ordinal, TreeNode.Kind.SPECIAL, "");
        };
    }

    /** What is at a path; a directory need not have an entry of its own. */
    ImageNode node(String path) {
        Place place = places.get(path);
        if (place != null) {
            return new ImageNode(this, path, place);
        }
        String below = places.ceilingKey(path + "/");
        boolean directory = path.isEmpty() || (below != null && below.startsWith(path + "/"));
        TreeNode.Kind kind = directory ? TreeNode.Kind.DIRECTORY : TreeNode.Kind.ABSENT;
        return new ImageNode(this, path, new Place(-1, -1, kind, ""));
    }

    /** What is at a path, links not followed; a directory need not have an entry of its own. */
    public Optional<Place> find(String path) {
        Place place = node(path).place();
        return place.kind() == TreeNode.Kind.ABSENT ? Optional.empty() : Optional.of(place);
    }

    /**
     * The path of what a process would find whose root is one of the directories; links do not lead out of it.
     *
     * @param root relative to the image
     * @param below relative to {@code root}
     * @return nothing if there is nothing, or an endless chain of links
     */
    public Optional<String> resolve(String root, String below) throws IOException {
        ImageNode end = LinkWalk.follow(node(root), List.of(below.split("/"))).node();
        return end.kind() == TreeNode.Kind.ABSENT || end.kind() == TreeNode.Kind.LINK
                ? Optional.empty()
                : Optional.of(end.path());
    }

    /** Goes through all that is no directory. */
    public void forEach(BiConsumer<String, Place> consumer) {
        places.forEach((path, place) -> {
            if (place.kind() != TreeNode.Kind.DIRECTORY) {
                consumer.accept(path, place);
            }
        });
    }

    /** Removes what layers before this one have below a directory, given with its slash; all of it for the root. */
    private void removeBelow(String directory, int beforeLayer) {
        Map<String, Place> below = directory.isEmpty()
                ? places
                : places.subMap(directory, true, directory.substring(0, directory.length() - 1) + '0', false);
        below.values().removeIf(place -> place.layer() < beforeLayer);
    }
}
