package io.kiln.oci.layer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * An uncompressed tar file as the content of a layer: sorted, the last of several entries of one name, and each name of
 * a file with hard links as a file of its own. The tar file must not change meanwhile. Thread-safe.
 */
public final class TarFileContent implements LayerContent {

    private final Path tar;
    private final TreeMap<String, Located> entries;

    private TarFileContent(Path tar, TreeMap<String, Located> entries) {
        this.tar = tar;
        this.entries = entries;
    }

    /** An entry and where its content is in the archive. */
    private record Located(TarEntry entry, long offset) {}

    /**
     * Reads the headers of the archive.
     *
     * @throws MalformedArchiveException if it is damaged, or a hard link comes before its target
     * @throws UnsafeEntryException if an entry leads outside
     */
    public static TarFileContent index(Path tar) throws IOException {
        TreeMap<String, Located> entries = new TreeMap<>(EntryPaths.ORDER);
        try (TarReader reader = TarReader.ofHeaders(new BufferedInputStream(Files.newInputStream(tar)))) {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.put(
                        entry.path(),
                        entry.type() == EntryType.HARDLINK
                                ? target(entry, entries)
                                : new Located(entry, reader.position()));
            }
        }
        return new TarFileContent(tar, entries);
    }

    private static Located target(TarEntry link, Map<String, Located> entries) throws IOException {
        Located target = entries.get(link.linkName());
        if (target == null) {
            throw MalformedArchiveException.at(
                    link.path(), "is a hard link to '" + link.linkName() + "', which does not come before it");
        }
        return new Located(target.entry.withPath(link.path()), target.offset);
    }

    /** Where the content of a file lies in the tar file, in bytes. */
    public record Slice(long offset, long length) {}

    /** The regular files by path; a symbolic link inside the archive to one of them counts as it. */
    public Map<String, Slice> files() {
        Map<String, Slice> files = new TreeMap<>(EntryPaths.ORDER);
        entries.forEach((path, located) -> {
            Located target = located.entry.type() == EntryType.SYMLINK ? entries.get(resolved(located.entry)) : located;
            if (target != null && target.entry.type() == EntryType.FILE) {
                files.put(path, new Slice(target.offset, target.entry.size()));
            }
        });
        return files;
    }

    /** Where a link leads, taken by its text; nothing leads above the root of the archive. */
    private static String resolved(TarEntry link) {
        Deque<String> parts = new ArrayDeque<>();
        String start = link.linkName().startsWith("/") ? "" : EntryPaths.parent(link.path());
        for (String part : (start + "/" + link.linkName()).split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        for (Located located : entries.values()) {
            TarEntry entry = located.entry;
            visitor.entry(
                    entry,
                    entry.type() == EntryType.FILE
                            ? () -> FileSlice.open(tar, located.offset, entry.size())
                            : FileSource.NONE);
        }
    }
}
