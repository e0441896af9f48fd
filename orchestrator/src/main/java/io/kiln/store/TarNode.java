package io.kiln.store;

import io.kiln.linux.Stat;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A file of a layer that is an archive, held in as few bytes as may be: a kernel tree has 80,000. */
final class TarNode {

    static final int DIRECTORY = 0040000;
    private static final int WHITEOUT = 0020000;

    final int number;
    final @Nullable TreeMap<String, TarNode> children;
    int mode;
    int uid;
    int gid;
    int links = 1;
    boolean opaque;
    long rdev;
    long size;
    long offset;
    byte[] target = NOTHING;
    Map<String, byte[]> xattrs = Map.of();
    private long seconds;
    private int nanos;

    private static final byte[] NOTHING = new byte[0];

    private TarNode(int number, int mode, @Nullable TreeMap<String, TarNode> children) {
        this.number = number;
        this.mode = mode;
        this.children = children;
    }

    static TarNode directory(int number) {
        return new TarNode(number, DIRECTORY | 0755, new TreeMap<>());
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

    boolean isWhiteout() {
        return mode == WHITEOUT && rdev == 0;
    }

    void setTime(Instant time) {
        seconds = time.getEpochSecond();
        nanos = time.getNano();
    }

    Stat stat(long device) {
        return new Stat(
                mode,
                uid,
                gid,
                rdev,
                device,
                number,
                links,
                size,
                FileTime.from(Instant.ofEpochSecond(seconds, nanos)));
    }
}
