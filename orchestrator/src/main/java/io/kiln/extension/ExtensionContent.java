package io.kiln.extension;

import io.kiln.kmod.LayerOverlay;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** An extension after its layers were read once: what is at each path, and what is said of it. Not thread-safe. */
final class ExtensionContent {

    private static final String WHITEOUT = ".wh.";

    private final LayerOverlay overlay = new LayerOverlay();
    private final Map<Long, FileFacts> facts = new HashMap<>();
    private final Map<String, Integer> hardLinks = new TreeMap<>();
    private final Map<String, Integer> directoryModes = new TreeMap<>();
    private final TreeSet<String> topNames = new TreeSet<>();
    private final ParentDirectories parents = new ParentDirectories();

    private ExtensionContent() {}

    static ExtensionContent read(ExtensionSource source) throws IOException, InterruptedException {
        ExtensionContent content = new ExtensionContent();
        FileReader reader = new FileReader(source.name());
        source.visit((layer, ordinal, entry, in) -> content.add(reader, layer, ordinal, entry, in));
        return content;
    }

    private void add(FileReader reader, int layer, int ordinal, TarEntry entry, InputStream in) throws IOException {
        String path = entry.path();
        overlay.add(layer, ordinal, entry);
        if (path.isEmpty() || path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT)) {
            return;
        }
        int slash = path.indexOf('/');
        topNames.add(slash < 0 ? path : path.substring(0, slash));
        parents.add(layer, path, entry.type() == EntryType.DIRECTORY);
        if (entry.type() == EntryType.DIRECTORY) {
            directoryModes.put(path, entry.mode());
            return;
        }
        hardLinks.remove(path);
        if (entry.type() == EntryType.HARDLINK) {
            hardLinks.put(path, layer);
        }
        facts.put((long) layer << 32 | ordinal, reader.read(entry, in));
    }

    /** The first components of all paths of which something is left. */
    Iterable<String> topNames() {
        return topNames.stream().filter(name -> overlay.find(name).isPresent())::iterator;
    }

    LayerOverlay overlay() {
        return overlay;
    }

    /** All files, links and special files. */
    void forEach(FileConsumer consumer) {
        overlay.forEach((path, place) -> {
            FileFacts known = facts.get((long) place.layer() << 32 | place.ordinal());
            if (known != null) {
                consumer.accept(path, place, known);
            }
        });
    }

    Optional<FileFacts> facts(String path) {
        return overlay.find(path).map(place -> facts.get((long) place.layer() << 32 | place.ordinal()));
    }

    /** The paths of hard links that are left. */
    Iterable<String> hardLinks() {
        return hardLinks.entrySet().stream()
                .filter(link -> overlay.find(link.getKey())
                        .filter(place -> !place.isDirectory() && place.layer() <= link.getValue())
                        .isPresent())
                .map(Map.Entry::getKey)::iterator;
    }

    /** The mode of each directory that has an entry and is left. */
    Map<String, Integer> directoryModes() {
        Map<String, Integer> left = new LinkedHashMap<>();
        directoryModes.forEach((path, mode) -> {
            if (overlay.find(path).filter(LayerOverlay.Place::isDirectory).isPresent()) {
                left.put(path, mode);
            }
        });
        return left;
    }

    /** Directories without an entry in a layer that puts something into them, with the first of what is left of that. */
    Map<ParentDirectories.Missing, String> missingDirectories() {
        Map<ParentDirectories.Missing, String> left = new LinkedHashMap<>();
        parents.missing().forEach((missing, example) -> {
            if (overlay.find(example).isPresent()) {
                left.put(missing, example);
            }
        });
        return left;
    }

    /** Takes files. */
    @FunctionalInterface
    interface FileConsumer {
        void accept(String path, LayerOverlay.Place place, FileFacts facts);
    }
}
