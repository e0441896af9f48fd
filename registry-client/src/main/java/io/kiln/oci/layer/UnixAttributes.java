package io.kiln.oci.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** What {@code lstat} says of a file. */
record UnixAttributes(int rawMode, long uid, long gid, long rdev, long size, Instant mtime) {

    private static final int FORMAT = 0170000;
    private static final int SOCKET = 0140000;

    static UnixAttributes of(Path file) throws IOException {
        Map<String, Object> values =
                Files.readAttributes(file, "unix:mode,uid,gid,rdev,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new UnixAttributes(
                (int) number(values, "mode"),
                number(values, "uid") & 0xffffffffL,
                number(values, "gid") & 0xffffffffL,
                number(values, "rdev"),
                number(values, "size"),
                values.get("lastModifiedTime") instanceof FileTime time ? time.toInstant() : Instant.EPOCH);
    }

    private static long number(Map<String, Object> values, String name) throws IOException {
        if (values.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("this file system does not tell the attribute '" + name + "'");
    }

    int mode() {
        return rawMode & 07777;
    }

    boolean isSocket() {
        return (rawMode & FORMAT) == SOCKET;
    }

    /** How an overlay file system marks a deleted name. */
    boolean isOverlayWhiteout() {
        return type() == EntryType.CHARACTER_DEVICE && rdev == 0;
    }

    EntryType type() {
        return switch (rawMode & FORMAT) {
            case 0040000 -> EntryType.DIRECTORY;
            case 0120000 -> EntryType.SYMLINK;
            case 0020000 -> EntryType.CHARACTER_DEVICE;
            case 0060000 -> EntryType.BLOCK_DEVICE;
            case 0010000 -> EntryType.FIFO;
            default -> EntryType.FILE;
        };
    }

    /** As Linux packs it into {@code dev_t}. */
    int deviceMajor() {
        return (int) (rdev >>> 8 & 0xfff | rdev >>> 32 & ~0xfffL);
    }

    int deviceMinor() {
        return (int) (rdev & 0xff | rdev >>> 12 & ~0xffL);
    }
}
