package io.kiln.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** File system calls; none follows a symbolic link in the last part of a path, but {@link #chmod}. Thread-safe. */
public final class Linux {

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int LONGEST_TARGET = 4096;
    private static final int O_CLOEXEC = 02000000;
    private static final String STAT = "unix:mode,uid,gid,rdev,dev,ino,nlink,size,lastModifiedTime";

    private static final boolean HERE = System.getProperty("os.name", "").equals("Linux");

    private Linux() {}

    /** Whether this host is Linux; on others only {@link #lstat}, {@link #find}, {@link #readLink} and {@link #xattrs} work. */
    public static boolean isHere() {
        return HERE;
    }

    /**
     * The attributes of a file.
     *
     * @throws NoSuchFileException if there is none
     */
    public static Stat lstat(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, STAT, LinkOption.NOFOLLOW_LINKS);
        return new Stat(
                number(found, "mode").intValue(),
                number(found, "uid").intValue(),
                number(found, "gid").intValue(),
                number(found, "rdev").longValue(),
                number(found, "dev").longValue(),
                number(found, "ino").longValue(),
                number(found, "nlink").intValue(),
                number(found, "size").longValue(),
                (FileTime) Objects.requireNonNull(found.get("lastModifiedTime")));
    }

    private static Number number(Map<String, Object> attributes, String name) {
        return (Number) Objects.requireNonNull(attributes.get(name));
    }

    /** The attributes of a file, or empty if there is none or a parent is not a directory. */
    public static Optional<Stat> find(Path path) throws IOException {
        try {
            return Optional.of(lstat(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if ("Not a directory".equals(e.getReason())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** One extended attribute, empty if the file has none of that name or the file system knows none. */
    public static Optional<byte[]> xattr(Path path, String name) throws IOException {
        byte[] file = PathBytes.zeroTerminated(path);
        byte[] key = zeroTerminated(name);
        try {
            byte[] value = new byte[(int) LibC.lgetxattr(file, key, null, 0)];
            if (value.length > 0) {
                LibC.lgetxattr(file, key, value, value.length);
            }
            return Optional.of(value);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LinuxException.ENODATA || e.getErrorCode() == LinuxException.EOPNOTSUPP) {
                return Optional.empty();
            }
            throw new LinuxException("lgetxattr " + name, path, null, e.getErrorCode());
        }
    }

    /** Whether a file has an extended attribute with exactly this one-character value. */
    public static boolean hasXattr(Path path, String name, char value) throws IOException {
        byte[] buffer = new byte[1];
        try {
            long size = LibC.lgetxattr(PathBytes.zeroTerminated(path), zeroTerminated(name), buffer, 1);
            return size == 1 && buffer[0] == value;
        } catch (LastErrorException e) {
            return switch (e.getErrorCode()) {
                case LinuxException.ENODATA, LinuxException.EOPNOTSUPP, 34 -> false; // 34: it is longer
                default -> throw new LinuxException("lgetxattr " + name, path, null, e.getErrorCode());
            };
        }
    }

    /** All extended attributes, sorted by name; none where the host is not Linux. */
    public static Map<String, byte[]> xattrs(Path path) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        for (String name : HERE ? xattrNames(path) : List.<String>of()) {
            Optional<byte[]> value = xattr(path, name);
            value.ifPresent(bytes -> found.put(name, bytes));
        }
        return found;
    }

    private static List<String> xattrNames(Path path) throws IOException {
        byte[] file = PathBytes.zeroTerminated(path);
        byte[] list;
        try {
            list = new byte[(int) LibC.llistxattr(file, null, 0)];
            if (list.length > 0) {
                LibC.llistxattr(file, list, list.length);
            }
        } catch (LastErrorException e) {
            if (e.getErrorCode() == LinuxException.EOPNOTSUPP) {
                return List.of();
            }
            throw new LinuxException("llistxattr", path, null, e.getErrorCode());
        }
        List<String> names = new ArrayList<>();
        for (int start = 0, end = 0; end < list.length; end++) {
            if (list[end] == 0) {
                names.add(new String(list, start, end - start, StandardCharsets.UTF_8));
                start = end + 1;
            }
        }
        return names;
    }

    public static void setXattr(Path path, String name, byte[] value) throws IOException {
        call(
                "lsetxattr " + name,
                path,
                () -> LibC.lsetxattr(PathBytes.zeroTerminated(path), zeroTerminated(name), value, value.length, 0));
    }

    /** Makes a device node or fifo; {@code mode} holds type and permissions, the umask does not apply. */
    public static void mknod(Path path, int mode, int major, int minor) throws IOException {
        long dev = Stat.device(major, minor);
        call("mknod", path, () -> LibC.mknod(PathBytes.zeroTerminated(path), mode, dev));
        chmod(path, mode & 07777);
    }

    /** Makes a symbolic link; a {@code Path} as target would lose doubled and trailing slashes. */
    public static void symlink(byte[] target, Path path) throws IOException {
        call(
                "symlink",
                path,
                () -> LibC.symlink(Arrays.copyOf(target, target.length + 1), PathBytes.zeroTerminated(path)));
    }

    /** The bytes that a symbolic link holds. */
    public static byte[] readLink(Path path) throws IOException {
        Path target = Files.readSymbolicLink(path);
        if (target.toString().indexOf('\uFFFD') < 0 || !HERE) {
            return PathBytes.of(target);
        }
        // What is no text has its bytes in the form of a URI only, which has lost doubled and trailing slashes.
        byte[] bytes = new byte[LONGEST_TARGET];
        try {
            return Arrays.copyOf(bytes, (int) LibC.readlink(PathBytes.zeroTerminated(path), bytes, bytes.length));
        } catch (LastErrorException e) {
            throw new LinuxException("readlink", path, null, e.getErrorCode());
        }
    }

    public static void lchown(Path path, int uid, int gid) throws IOException {
        call("lchown", path, () -> LibC.lchown(PathBytes.zeroTerminated(path), uid, gid));
    }

    /** Sets all twelve mode bits. Follows symbolic links: only for paths known to be none. */
    public static void chmod(Path path, int permissions) throws IOException {
        call("chmod", path, () -> LibC.chmod(PathBytes.zeroTerminated(path), permissions & 07777));
    }

    /** Makes {@code link} one more name of {@code existing}; a symbolic link is linked itself. */
    public static void link(Path existing, Path link) throws IOException {
        try {
            LibC.linkat(AT_FDCWD, PathBytes.zeroTerminated(existing), AT_FDCWD, PathBytes.zeroTerminated(link), 0);
        } catch (LastErrorException e) {
            throw new LinuxException("linkat", existing, link, e.getErrorCode());
        }
    }

    /** Renames within one file system, atomically. */
    public static void rename(Path from, Path to) throws IOException {
        try {
            LibC.renameat(AT_FDCWD, PathBytes.zeroTerminated(from), AT_FDCWD, PathBytes.zeroTerminated(to));
        } catch (LastErrorException e) {
            throw new LinuxException("renameat", from, to, e.getErrorCode());
        }
    }

    /** Sets the time of last change, with nanoseconds, and the time of last access to the same. */
    public static void setTime(Path path, FileTime time) throws IOException {
        long seconds = time.toInstant().getEpochSecond();
        long nanos = time.toInstant().getNano();
        long[] both = {seconds, nanos, seconds, nanos};
        call(
                "utimensat",
                path,
                () -> LibC.utimensat(AT_FDCWD, PathBytes.zeroTerminated(path), both, AT_SYMLINK_NOFOLLOW));
    }

    /** Waits until all that was written to the file system of a directory is on its disk, whoever wrote it. */
    public static void syncFileSystem(Path directory) throws IOException {
        try {
            int descriptor = LibC.open(PathBytes.zeroTerminated(directory), O_CLOEXEC, 0);
            try {
                LibC.syncfs(descriptor);
            } finally {
                LibC.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw new LinuxException("syncfs", directory, null, e.getErrorCode());
        }
    }

    private interface Call {
        int run() throws LastErrorException;
    }

    private static void call(String name, Path path, Call call) throws LinuxException {
        try {
            call.run();
        } catch (LastErrorException e) {
            throw new LinuxException(name, path, null, e.getErrorCode());
        }
    }

    private static byte[] zeroTerminated(String name) {
        return (name + "\0").getBytes(StandardCharsets.UTF_8);
    }
}
