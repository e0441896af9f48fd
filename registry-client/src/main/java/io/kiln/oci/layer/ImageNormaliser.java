package io.kiln.oci.layer;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gives on each entry in the form it has in an image, and the directories that the content left out. */
final class ImageNormaliser implements LayerContent.Visitor {

    private static final String OVERLAY = "user.overlay.";

    private final Instant time;
    private final Consumer<String> warnings;
    private final LayerContent.Visitor next;
    private final Deque<String> directories = new ArrayDeque<>();
    private String last = "";

    ImageNormaliser(Instant time, Consumer<String> warnings, LayerContent.Visitor next) {
        this.time = Instant.ofEpochSecond(time.getEpochSecond());
        this.warnings = warnings;
        this.next = next;
    }

    @Override
    public void entry(TarEntry given, LayerContent.FileSource file) throws IOException {
        TarEntry entry = EntryPaths.checked(given);
        if (entry.path().isEmpty()) {
            return; // every image has a root of its own
        }
        if (!last.isEmpty() && EntryPaths.ORDER.compare(last, entry.path()) >= 0) {
            throw new UnsafeEntryException(
                    entry.path(), "it comes after '" + last + "', which is not the order of paths");
        }
        if (isForeignWhiteout(entry)) {
            warnings.accept("The device 0/0 '" + entry.path() + "' is left out: it would delete a file.");
            return;
        }
        check(entry);
        addParents(EntryPaths.parent(entry.path()));
        emit(entry, file);
    }

    private void emit(TarEntry entry, LayerContent.FileSource file) throws IOException {
        last = entry.path();
        if (entry.type() == EntryType.DIRECTORY) {
            directories.push(entry.path());
        }
        int mode = entry.type() == EntryType.SYMLINK ? 0777 : entry.mode();
        next.entry(
                new TarEntry(
                        entry.path(),
                        entry.type(),
                        mode,
                        0,
                        0,
                        time,
                        entry.size(),
                        entry.linkName(),
                        entry.deviceMajor(),
                        entry.deviceMinor(),
                        kept(entry)),
                file);
    }

    private void addParents(String parent) throws IOException {
        while (!directories.isEmpty() && !isWithin(parent, directories.peek())) {
            directories.pop();
        }
        String known = directories.isEmpty() ? "" : directories.peek();
        List<String> missing = new ArrayList<>();
        for (String path = parent; !path.equals(known); path = EntryPaths.parent(path)) {
            missing.add(0, path);
        }
        for (String path : missing) {
            if (path.equals(last)) {
                throw new UnsafeEntryException(path, "there are entries below it, and it is not a directory");
            }
            emit(TarEntry.directory(path, 0755), LayerContent.FileSource.NONE);
        }
    }

    private static boolean isWithin(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory + "/");
    }

    private static void check(TarEntry entry) throws UnsafeEntryException {
        if (entry.type() == EntryType.HARDLINK) {
            throw new UnsafeEntryException(
                    entry.path(), "an image has no hard links; the content must give each name as a file");
        }
        if (EntryPaths.name(entry.path()).startsWith(".wh.") && (entry.type() != EntryType.FILE || entry.size() > 0)) {
            throw new UnsafeEntryException(
                    entry.path(), "a name with '.wh.' means a deletion in an image, and this is something else");
        }
    }

    private static boolean isForeignWhiteout(TarEntry entry) {
        return entry.type() == EntryType.CHARACTER_DEVICE && entry.deviceMajor() == 0 && entry.deviceMinor() == 0;
    }

    private Map<String, byte[]> kept(TarEntry entry) {
        Map<String, byte[]> kept = new HashMap<>();
        entry.xattrs().forEach((name, value) -> {
            if (name.equals("security.capability") || (name.startsWith("user.") && !name.startsWith(OVERLAY))) {
                kept.put(name, value);
            } else if (name.startsWith("trusted.")) {
                warnings.accept("The attribute '" + name + "' of '" + entry.path() + "' is left out.");
            }
        });
        return kept;
    }
}
