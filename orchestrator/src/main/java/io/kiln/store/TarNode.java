package io.kiln.store;

import io.kiln.linux.Stat;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file of a layer that is an archive, held in as few bytes as may be: a kernel tree has 80,000. */
final class TarNode {

    static final int DIRECTORY = 0040000;
    private static final int WHITEOUT = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int TYPE = 0170000;
    private static final byte[] NOTHING = {};

    final int number;
    final @Nullable TarChildren children;
    int mode;
    int uid;
    int gid;
    int links = 1;
    boolean opaque;
    long size;

    /** Where the content of a file starts, or which device this is. */
    long offset;

    byte[] target = NOTHING;
    Map<String, byte[]> xattrs = Map.of();
    private long seconds;
    private int nanos;

    private TarNode(int number, int mode, @Nullable TarChildren children) {
        this.number = number;
        this.mode = mode;
        this.children = children;
    }

    static TarNode directory(int number) {
        return new TarNode(number, DIRECTORY | 0755, new TarChildren());
    }

    static TarNode whiteout(int number) {
        return new TarNode(number, WHITEOUT, null);
    }

    static TarNode file(int number, int type) {
        return new TarNode(number, type, null);
    }

    boolean isDirectory() {
        return children != null;
    }

    private boolean isDevice() {
        return (mode & TYPE) == WHITEOUT || (mode & TYPE) == BLOCK_DEVICE;
    }

    boolean isWhiteout() {
        return mode == WHITEOUT && offset == 0;
    }

    void setTime(Instant time) {
        seconds = time.getEpochSecond();
        nanos = time.getNano();
    }

    /** The entry of one more name. */
    TarEntry hardLink(String path, String first) {
        return new TarEntry(
                path,
                EntryType.HARDLINK,
                mode,
                Integer.toUnsignedLong(uid),
                Integer.toUnsignedLong(gid),
                Instant.ofEpochSecond(seconds, nanos),
                0,
                first,
                0,
                0,
                Map.of());
    }

    Stat stat(long device) {
        return new Stat(
                mode,
                uid,
                gid,
                isDevice() ? offset : 0,
                device,
                number,
                links,
                size,
                FileTime.from(Instant.ofEpochSecond(seconds, nanos)));
    }
}
