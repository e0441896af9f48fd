package io.kiln.kmod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The files of an image that were asked for, by the entries that hold their content. */
final class ImageSelection {

    private static final String EXTENSION = FileTree.EXTENSION_ROOT + "/";

    private final LayerOverlay overlay;
    private final Map<Integer, Map<Integer, List<String>>> contents = new HashMap<>();
    private final List<UnusableFile> unusable = new ArrayList<>();

    private ImageSelection(LayerOverlay overlay) {
        this.overlay = overlay;
    }

    /** All that are wanted, with the content of what they lead to. */
    static ImageSelection of(LayerOverlay overlay, Predicate<String> wanted) throws IOException {
        List<String> paths = new ArrayList<>();
        overlay.forEach((path, place) -> {
            if (wanted.test(path)) {
                paths.add(path);
            }
        });
        ImageSelection selection = new ImageSelection(overlay);
        for (String path : paths) {
            boolean extension = path.startsWith(EXTENSION);
            ImageNode root = overlay.node(extension ? FileTree.EXTENSION_ROOT : "");
            selection.add(path, root, extension ? path.substring(EXTENSION.length()) : path);
        }
        return selection;
    }

    /** Those of these paths that are there, seen from the root. */
    static ImageSelection of(LayerOverlay overlay, Set<String> paths) throws IOException {
        ImageSelection selection = new ImageSelection(overlay);
        for (String path : new TreeSet<>(paths)) {
            selection.add(path, overlay.node(""), path);
        }
        return selection;
    }

    /** The paths for each entry of a layer, by its number. */
    Map<Integer, List<String>> contents(int layer) {
        return contents.getOrDefault(layer, Map.of());
    }

    /** The paths that have content. */
    Set<String> files() {
        Set<String> files = new TreeSet<>();
        contents.values().forEach(entries -> entries.values().forEach(files::addAll));
        return files;
    }

    List<UnusableFile> unusable() {
        return unusable;
    }

    private void add(String path, ImageNode root, String below) throws IOException {
        LinkWalk.End<ImageNode> end = LinkWalk.follow(root, List.of(below.split("/")));
        if (end.isFile()) {
            LayerOverlay.Place place = end.node().place();
            contents.computeIfAbsent(place.layer(), layer -> new HashMap<>())
                    .computeIfAbsent(place.ordinal(), ordinal -> new ArrayList<>())
                    .add(path);
        } else if (!end.isNothing()) {
            unusable.add(end.unusable(path));
        }
    }
}
