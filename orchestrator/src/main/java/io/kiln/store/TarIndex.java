package io.kiln.store;

import io.kiln.linux.Stat;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps in memory what a layer holds and where its contents are. Bounded; not thread-safe. */
final class TarIndex implements LayerTarget<TarPlace> {

    static final int MOST_FILES = 1_000_000;
    private static final long MOST_TEXT = 256L << 20;

    /** Takes the entries as they are when they are checked. */
    interface Sink {

        /** Says where the content of a file is from now on, having read it or not. */
        long file(TarEntry entry, InputStream content) throws IOException;

        /** Takes any other entry. */
        default void other(TarEntry entry) throws IOException {}
    }

    private final Sink sink;
    private final TarNode root = TarNode.directory(0);
    private int count = 1;
    private long text;

    TarIndex(Sink sink) {
        this.sink = sink;
    }

    @Override
    public TarPlace root() {
        return TarPlace.ofRoot(root);
    }

    int count() {
        return count;
    }

    TarNode rootNode() {
        return root;
    }

    @Override
    public TarPlace child(TarPlace directory, String name) {
        return directory.child(name);
    }

    @Override
    public Kind kind(TarPlace place) {
        @Nullable TarNode node = place.node();
        if (node == null) {
            return Kind.ABSENT;
        } else if (node.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return node.isWhiteout() ? Kind.WHITEOUT : Kind.OTHER;
    }

    @Override
    public void makeDirectory(TarPlace place) throws IOException {
        place.put(TarNode.directory(next(place)));
    }

    @Override
    public void makeWhiteout(TarPlace place) throws IOException {
        place.put(TarNode.whiteout(next(place)));
    }

    @Override
    public void makeOpaque(TarPlace directory) {
        directory.require().opaque = true;
    }

    @Override
    public void remove(TarPlace place) {
        place.require().links--;
        place.remove();
    }

    @Override
    public void create(TarPlace place, TarEntry entry, InputStream content) throws IOException {
        TarNode node = TarNode.file(next(place), type(entry.type()));
        if (entry.type() == EntryType.FILE) {
            node.size = entry.size();
            node.offset = sink.file(entry, content);
        } else if (entry.type() == EntryType.SYMLINK) {
            node.target = ByteNames.encode(entry.linkName());
            bound(entry.path(), node.target.length);
        } else if (entry.type().isDevice()) {
            node.offset = Stat.device(entry.deviceMajor(), entry.deviceMinor());
        }
        place.put(node);
    }

    @Override
    public void link(TarPlace existing, TarPlace place, TarEntry entry) throws IOException {
        next(place);
        TarNode node = existing.require();
        node.links++;
        place.put(node);
        sink.other(node.hardLink(entry.path(), entry.linkName()));
    }

    @Override
    public void marked(String path) throws IOException {
        sink.other(TarEntry.file(path, 0, 0));
    }

    @Override
    public void attributes(TarPlace place, TarEntry entry) throws IOException {
        TarNode node = place.require();
        node.uid = (int) entry.uid();
        node.gid = (int) entry.gid();
        node.mode = type(entry.type()) | (entry.type() == EntryType.SYMLINK ? 0777 : entry.mode());
        node.xattrs = entry.xattrs();
        node.setTime(entry.mtime());
        if (entry.type() == EntryType.SYMLINK) {
            sink.other(new TarEntry(
                    entry.path(),
                    EntryType.SYMLINK,
                    0777,
                    entry.uid(),
                    entry.gid(),
                    entry.mtime(),
                    0,
                    entry.linkName(),
                    0,
                    0,
                    Map.of()));
        } else if (entry.type() != EntryType.FILE) {
            sink.other(entry.withLinkName(""));
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            bound(entry.path(), xattr.getKey().length() + xattr.getValue().length);
        }
    }

    @Override
    public void finish() {
        Objects.requireNonNull(root.children).freeze();
    }

    private int next(TarPlace place) throws IOException {
        bound(place.name(), place.name().length());
        return count++;
    }

    private void bound(String path, long more) throws IOException {
        text += more;
        if (count > MOST_FILES || text > MOST_TEXT) {
            throw new UnsafeLayerException(
                    path, "the layer has more names and attributes than " + MOST_FILES + " files should have");
        }
    }

    private static int type(EntryType type) {
        return switch (type) {
            case FILE, HARDLINK -> 0100000;
            case SYMLINK -> 0120000;
            case CHARACTER_DEVICE -> 0020000;
            case BLOCK_DEVICE -> 0060000;
            case DIRECTORY -> TarNode.DIRECTORY;
            case FIFO -> 0010000;
        };
    }
}
