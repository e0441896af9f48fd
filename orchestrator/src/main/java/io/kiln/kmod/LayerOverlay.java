package io.kiln.kmod;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which entry of which layer gives each regular file of an image, as the OCI image specification says it under "Applying
 * Changesets". Fed with the entries of the layers in order.
 */
final class LayerOverlay {

    private static final int MAX_FILES = 2_000_000;
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final NavigableMap<String, Place> files = new TreeMap<>();

    /** An entry, by its layer and its number in that layer. */
    private record Place(int layer, int ordinal) {}

    void add(int layer, int ordinal, TarEntry entry) throws KmodFormatException {
        String path = entry.path();
        int slash = path.lastIndexOf('/') + 1;
        String name = path.substring(slash);
        if (name.equals(OPAQUE)) {
            removeBelow(path.substring(0, slash), layer);
            return;
        }
        if (name.startsWith(WHITEOUT)) {
            String hidden = path.substring(0, slash) + name.substring(WHITEOUT.length());
            Place place = files.get(hidden);
            if (place != null && place.layer() < layer) {
                files.remove(hidden);
            }
            removeBelow(hidden + "/", layer);
            return;
        }
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            files.remove(path.substring(0, at)); // what has something in it is a directory from now on
        }
        if (entry.type() == EntryType.DIRECTORY) {
            files.remove(path);
            return;
        }
        removeBelow(path + "/", layer + 1);
        Place place = entry.type() == EntryType.HARDLINK ? files.get(entry.linkName()) : new Place(layer, ordinal);
        boolean regular = entry.type() == EntryType.FILE || entry.type() == EntryType.HARDLINK;
        if (!regular || place == null) {
            files.remove(path);
            return;
        }
        files.put(path, place);
        if (files.size() > MAX_FILES) {
            throw new KmodFormatException("the image has more than " + MAX_FILES + " files");
        }
    }

    /** The wanted files that a layer gives, by the number of the entry that holds their content. */
    Map<Integer, List<String>> visible(int layer, Predicate<String> wanted) {
        Map<Integer, List<String>> visible = new HashMap<>();
        files.forEach((path, place) -> {
            if (place.layer() == layer && wanted.test(path)) {
                visible.computeIfAbsent(place.ordinal(), ordinal -> new ArrayList<>())
                        .add(path);
            }
        });
        return visible;
    }

    /** Removes what layers before this one have below a directory, given with its slash; all of it for the root. */
    private void removeBelow(String directory, int beforeLayer) {
        Map<String, Place> below = directory.isEmpty()
                ? files
                : files.subMap(directory, true, directory.substring(0, directory.length() - 1) + '0', false);
        below.values().removeIf(place -> place.layer() < beforeLayer);
    }
}
