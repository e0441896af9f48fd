package io.kiln.store;

import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.store.LayerTarget.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The rules by which the entries of a layer, in the order of the archive, become files. The archive is not trusted; what
 * holds for one form of a snapshot holds for the other.
 *
 * @param <P> a place in the form that is written
 */
final class LayerTree<P> {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final long MOST_OWNER = 0xFFFF_FFFEL;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_BYTES = 3; // that one char of a name can stand for
    private static final int LONGEST_PATH = 4000; // and some more for where it is unpacked
    private static final int MOST_MAJOR = 0xfff;
    private static final int MOST_MINOR = 0xfffff;

    private final LayerTarget<P> target;
    private final Consumer<String> warnings;
    private boolean whiteouts;
    private String checkedPath = "";
    private P checkedParent;

    LayerTree(LayerTarget<P> target, Consumer<String> warnings) {
        this.target = target;
        this.warnings = warnings;
        this.checkedParent = target.root();
    }

    boolean hasWhiteouts() {
        return whiteouts;
    }

    void add(TarEntry entry, InputStream content) throws IOException {
        check(entry);
        int slash = entry.path().lastIndexOf('/');
        String name = entry.path().substring(slash + 1);
        P parent = parent(entry, slash < 0 ? "" : entry.path().substring(0, slash));
        if (name.equals(OPAQUE)) {
            target.makeOpaque(parent);
            target.marked(entry.path());
            whiteouts = true;
        } else if (name.startsWith(WHITEOUT + WHITEOUT)) {
            warnings.accept("'" + entry.path() + "' is left out: it is of no use outside aufs");
        } else if (name.startsWith(WHITEOUT)) {
            whiteout(entry, parent, name.substring(WHITEOUT.length()));
        } else {
            write(entry, name.isEmpty() ? target.root() : target.child(parent, name), content);
        }
    }

    /** To be called after the last entry. */
    void finish() throws IOException {
        target.finish();
    }

    private void whiteout(TarEntry entry, P parent, String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UnsafeLayerException(entry.path(), "it removes nothing that has a name");
        }
        P place = target.child(parent, name);
        whiteouts = true;
        switch (target.kind(place)) {
            case ABSENT -> target.makeWhiteout(place);
            case DIRECTORY -> target.makeOpaque(place); // it removes what is below, not what this layer brings
            default -> {}
        }
        target.marked(entry.path());
    }

    private void write(TarEntry given, P place, InputStream content) throws IOException {
        if (given.type() == EntryType.CHARACTER_DEVICE && given.deviceMajor() == 0 && given.deviceMinor() == 0) {
            warnings.accept("'" + given.path() + "' is left out: a device 0/0 is overlayfs' mark for a removed file");
            return;
        }
        TarEntry entry = given.withXattrs(xattrs(given));
        if (entry.type() == EntryType.DIRECTORY) {
            directory(place);
        } else {
            remove(place);
            if (entry.type() == EntryType.HARDLINK) {
                target.link(linkTarget(entry), place, entry);
            } else {
                target.create(place, entry, content);
            }
        }
        if (entry.type() != EntryType.HARDLINK) {
            target.attributes(place, entry);
        }
    }

    private static void check(TarEntry entry) throws UnsafeLayerException {
        if (entry.path().length() > LONGEST_NAME / MOST_BYTES) {
            boolean tooLong = ByteNames.encode(entry.path()).length > LONGEST_PATH;
            for (String name : entry.path().split("/")) {
                tooLong |= ByteNames.encode(name).length > LONGEST_NAME;
            }
            if (tooLong) {
                throw new UnsafeLayerException(
                        entry.path().substring(0, LONGEST_NAME / MOST_BYTES) + "...",
                        "its path is longer than Linux can have");
            }
        }
        if (entry.uid() > MOST_OWNER || entry.gid() > MOST_OWNER) {
            throw new UnsafeLayerException(entry.path(), "its owner is no owner that Linux can have");
        }
        if (entry.deviceMajor() > MOST_MAJOR || entry.deviceMinor() > MOST_MINOR) {
            throw new UnsafeLayerException(entry.path(), "its device number is none that Linux can have");
        }
    }

    private P linkTarget(TarEntry entry) throws IOException {
        String link = entry.linkName();
        int slash = link.lastIndexOf('/');
        P existing = target.child(parent(entry, slash < 0 ? "" : link.substring(0, slash)), link.substring(slash + 1));
        if (target.kind(existing) != Kind.OTHER) {
            throw new UnsafeLayerException(
                    entry.path(), "it is a hard link to '" + link + "', which is no file of this layer");
        }
        return existing;
    }

    private Map<String, byte[]> xattrs(TarEntry entry) {
        boolean possible = entry.type() == EntryType.FILE || entry.type() == EntryType.DIRECTORY;
        Map<String, byte[]> kept = new HashMap<>();
        entry.xattrs().forEach((name, value) -> {
            if (KeptXattrs.keeps(name) && possible) {
                kept.put(name, value);
            } else if (KeptXattrs.isSuspicious(name)) {
                warnings.accept(
                        "the attribute " + name + " of '" + entry.path() + "' is left out: it belongs to overlayfs");
            }
        });
        return kept;
    }

    /* Every directory on the way is a real one of this layer, so no link leads elsewhere. */
    private P parent(TarEntry entry, String path) throws IOException {
        P at = target.root();
        if (path.isEmpty()) {
            return at;
        }
        if (path.equals(checkedPath)) {
            return checkedParent;
        }
        int end = 0;
        for (String name : path.split("/")) {
            end += name.length() + 1;
            at = target.child(at, name);
            if (target.kind(at) == Kind.OTHER) {
                throw new UnsafeLayerException(
                        entry.path(), "'" + path.substring(0, end - 1) + "' on the way to it is not a directory");
            }
            directory(at);
        }
        checkedPath = path;
        checkedParent = at;
        return at;
    }

    private void directory(P place) throws IOException {
        Kind kind = target.kind(place);
        if (kind == Kind.DIRECTORY) {
            return;
        }
        remove(place);
        target.makeDirectory(place);
        if (kind == Kind.WHITEOUT) {
            target.makeOpaque(place);
        }
    }

    private void remove(P place) throws IOException {
        Kind kind = target.kind(place);
        if (kind == Kind.DIRECTORY) {
            checkedPath = "";
        }
        if (kind != Kind.ABSENT) {
            target.remove(place);
        }
    }
}
