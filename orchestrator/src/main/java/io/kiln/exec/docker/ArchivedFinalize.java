package io.kiln.exec.docker;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.LayerContent;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.store.KeptXattrs;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import io.kiln.store.SnapshotLayerContent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An output layer that is written while the archive of a container goes by: the directories that lead to its place, then
 * everything in the archive, owned by 0:0. Visited once.
 */
final class ArchivedFinalize implements LayerContent {

    private final ContainerArchive archive;
    private final ContainerAttributes attributes;
    private final String from;
    private final String place;
    private final LayerFile way;
    private final SandboxStubs stubs;
    private final Deque<TarEntry> undecided = new ArrayDeque<>();
    private long files;
    private boolean nothing;

    /**
     * @param attributes of the files that are in the archive
     * @param from where the archive's content lies in the container, absolute
     * @param place where it goes, relative, empty for the root of the layer
     * @param way the root of the layer with the directories that lead to the place
     */
    ArchivedFinalize(
            ContainerArchive archive,
            ContainerAttributes attributes,
            String from,
            String place,
            LayerFile way,
            SandboxStubs stubs) {
        this.archive = archive;
        this.attributes = attributes;
        this.from = from;
        this.place = place;
        this.way = way;
        this.stubs = stubs;
    }

    /** Regular files that were written. */
    long files() {
        return files;
    }

    /** Whether there was nothing but a directory of the engine's; known when all was written. */
    boolean isNothing() {
        return nothing;
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        SnapshotLayerContent.forExchange(way).visit(visitor);
        TarReader tar = archive.tar();
        boolean directory = archive.first().type() == EntryType.DIRECTORY;
        nothing = directory && stubs.mayBeStub(from, archive.first());
        for (TarEntry entry = archive.first(); entry != null; entry = tar.next()) {
            if (directory && entry.path().isEmpty() && place.isEmpty()) {
                continue; // the root of the layer has its own attributes
            }
            String relative = directory ? entry.path() : "";
            TarEntry whole = attributes.on(relative, entry);
            take(visitor, whole, relative.isEmpty() ? from : join(from, relative), join(place, relative));
        }
    }

    private void take(Visitor visitor, TarEntry entry, String source, String target) throws IOException {
        if (stubs.isHidden(source, entry)) {
            Optional<MergedNode> before = stubs.before(source);
            if (before.isPresent() && !before.get().isDirectory()) {
                write(visitor, SnapshotLayerContent.entry(before.get(), target), before.get()::open);
            }
        } else if (stubs.mayBeStub(source, entry)) {
            undecided.addLast(entry.withPath(target));
        } else if (!stubs.isStub(source, entry)) {
            TarEntry moved = entry.withPath(target);
            write(
                    visitor,
                    entry.type() == EntryType.HARDLINK ? moved.withLinkName(join(place, entry.linkName())) : moved,
                    () -> archive.tar().content());
        }
    }

    private void write(Visitor visitor, TarEntry entry, FileSource content) throws IOException {
        while (!undecided.isEmpty() && !isIn(entry.path(), undecided.getFirst().path())) {
            undecided.removeFirst();
        }
        while (!undecided.isEmpty()) {
            TarEntry directory = undecided.removeFirst();
            if (isIn(entry.path(), directory.path())) {
                visitor.entry(owned(directory), FileSource.NONE);
            }
        }
        nothing = false;
        files += entry.type() == EntryType.FILE ? 1 : 0;
        visitor.entry(owned(entry), entry.type() == EntryType.FILE ? content : FileSource.NONE);
    }

    private static boolean isIn(String path, String directory) {
        return path.startsWith(directory + "/");
    }

    private static TarEntry owned(TarEntry entry) throws IOException {
        String name = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        if (name.startsWith(".wh.")) {
            throw new IOException("'" + name + "' cannot be in a layer: a name that starts with '.wh.' removes a file");
        }
        Map<String, byte[]> xattrs = new HashMap<>();
        entry.xattrs().forEach((key, value) -> {
            if (KeptXattrs.keeps(key)) {
                xattrs.put(key, value);
            }
        });
        return entry.withOwner(0, 0).withXattrs(xattrs);
    }

    private static String join(String directory, String name) {
        if (directory.isEmpty() || name.isEmpty()) {
            return directory + name;
        }
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }
}
