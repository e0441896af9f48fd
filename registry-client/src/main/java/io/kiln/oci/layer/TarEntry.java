package io.kiln.oci.layer;

import java.time.Instant;
import java.util.Map;

/**
 * One entry of a tar archive without its content. Immutable but for the arrays in {@code xattrs}, which are shared and
 * must not be written to.
 *
 * @param path relative, components separated by {@code /}, no slash at the end, empty for the root; bytes as in
 *     {@link ByteNames}
 * @param mode the twelve permission bits
 * @param size of the content in bytes; 0 for all but files
 * @param linkName where a symbolic link points, or the path of the entry that a hard link is another name of; else empty
 * @param xattrs extended attributes by full name, for example {@code security.capability}
 */
public record TarEntry(
        String path,
        EntryType type,
        int mode,
        long uid,
        long gid,
        Instant mtime,
        long size,
        String linkName,
        int deviceMajor,
        int deviceMinor,
        Map<String, byte[]> xattrs) {

    public TarEntry {
        if (size < 0 || (size > 0 && type != EntryType.FILE)) {
            throw new IllegalArgumentException("'" + path + "' (" + type + ") cannot have " + size + " bytes");
        }
        if (uid < 0 || gid < 0 || deviceMajor < 0 || deviceMinor < 0) {
            throw new IllegalArgumentException("'" + path + "' has a negative owner or device number");
        }
        mode &= 07777;
        xattrs = Map.copyOf(xattrs);
    }

    private static TarEntry of(String path, EntryType type, int mode, long size, String linkName) {
        return new TarEntry(path, type, mode, 0, 0, Instant.EPOCH, size, linkName, 0, 0, Map.of());
    }

    public static TarEntry file(String path, int mode, long size) {
        return of(path, EntryType.FILE, mode, size, "");
    }

    public static TarEntry directory(String path, int mode) {
        return of(path, EntryType.DIRECTORY, mode, 0, "");
    }

    public static TarEntry symlink(String path, String target) {
        return of(path, EntryType.SYMLINK, 0777, 0, target);
    }

    /** Another name of an entry that came before in the archive. */
    public static TarEntry hardlink(String path, String target) {
        return of(path, EntryType.HARDLINK, 0644, 0, target);
    }

    public TarEntry withPath(String newPath) {
        return new TarEntry(newPath, type, mode, uid, gid, mtime, size, linkName, deviceMajor, deviceMinor, xattrs);
    }

    public TarEntry withLinkName(String newLinkName) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, newLinkName, deviceMajor, deviceMinor, xattrs);
    }

    public TarEntry withOwner(long newUid, long newGid) {
        return new TarEntry(path, type, mode, newUid, newGid, mtime, size, linkName, deviceMajor, deviceMinor, xattrs);
    }

    public TarEntry withMtime(Instant newMtime) {
        return new TarEntry(path, type, mode, uid, gid, newMtime, size, linkName, deviceMajor, deviceMinor, xattrs);
    }

    public TarEntry withXattrs(Map<String, byte[]> newXattrs) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, linkName, deviceMajor, deviceMinor, newXattrs);
    }

    /** A device file with these numbers. */
    public static TarEntry device(String path, EntryType type, int mode, int major, int minor) {
        return new TarEntry(path, type, mode, 0, 0, Instant.EPOCH, 0, "", major, minor, Map.of());
    }
}
