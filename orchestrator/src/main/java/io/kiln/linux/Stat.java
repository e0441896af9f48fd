package io.kiln.linux;

import java.nio.file.attribute.FileTime;

/**
 * What {@code lstat} says of a file; symbolic links are not followed.
 *
 * @param mode type and permission bits as in {@code st_mode}
 * @param rdev the device that a device node stands for
 * @param mtime with nanoseconds
 */
public record Stat(int mode, int uid, int gid, long rdev, long dev, long inode, int links, long size, FileTime mtime) {

    private static final int TYPE = 0170000;

    /** The number by which Linux names a device. */
    public static long device(int major, int minor) {
        return (minor & 0xffL) | (major & 0xfffL) << 8 | (minor & 0xffffff00L) << 12 | (major & 0xfffff000L) << 32;
    }

    /** The same for a file of 0:0. */
    public Stat ownedByRoot() {
        return new Stat(mode, 0, 0, rdev, dev, inode, links, size, mtime);
    }

    public boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isRegular() {
        return (mode & TYPE) == 0100000;
    }

    public boolean isSymbolicLink() {
        return (mode & TYPE) == 0120000;
    }

    public boolean isCharacterDevice() {
        return (mode & TYPE) == 0020000;
    }

    public boolean isBlockDevice() {
        return (mode & TYPE) == 0060000;
    }

    public boolean isFifo() {
        return (mode & TYPE) == 0010000;
    }

    public boolean isSocket() {
        return (mode & TYPE) == 0140000;
    }

    /** Whether this is overlayfs' mark for "nothing here, whatever lies below". */
    public boolean isWhiteout() {
        return isCharacterDevice() && rdev == 0;
    }

    /** The lower twelve bits: set-uid, set-gid, sticky, and the permissions. */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isOwnedByRoot() {
        return uid == 0 && gid == 0;
    }

    /** The major number of {@link #rdev()}. */
    public int major() {
        return (int) ((rdev >>> 8) & 0xfff | (rdev >>> 32) & ~0xfff);
    }

    /** The minor number of {@link #rdev()}. */
    public int minor() {
        return (int) (rdev & 0xff | (rdev >>> 12) & ~0xff);
    }
}
