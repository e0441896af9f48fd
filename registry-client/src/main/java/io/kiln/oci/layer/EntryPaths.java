package io.kiln.oci.layer;

import java.util.Comparator;

/** The one form of paths in archives, and the refusal of those that lead outside. */
public final class EntryPaths {

    /** By bytes within each component, so that a directory comes before what is in it and all of that stays together. */
    public static final Comparator<String> ORDER = EntryPaths::compare;

    private static final int MAX_BYTES = 32 * 1024;

    private EntryPaths() {}

    /**
     * The entry with its path, and that of the file it is a hard link to, in plain form.
     *
     * @throws UnsafeEntryException if one of them is absolute, has a {@code ..} or a NUL, or is the root where that
     *     cannot be
     */
    public static TarEntry checked(TarEntry entry) throws UnsafeEntryException {
        String path = normalise(entry.path(), entry.path());
        if (path.isEmpty() && entry.type() != EntryType.DIRECTORY) {
            throw new UnsafeEntryException(entry.path(), "its path is the root, and it is not a directory");
        }
        String link = entry.linkName();
        if (entry.type() == EntryType.HARDLINK) {
            link = normalise(link, entry.path());
            if (link.isEmpty()) {
                throw new UnsafeEntryException(entry.path(), "it is a hard link to the root");
            }
        } else if (entry.type() == EntryType.SYMLINK && (link.isEmpty() || link.indexOf('\0') >= 0)) {
            throw new UnsafeEntryException(entry.path(), "it is a symbolic link without a usable target");
        }
        boolean same = path.equals(entry.path()) && link.equals(entry.linkName());
        return same ? entry : entry.withPath(path).withLinkName(link);
    }

    /**
     * A path in plain form: relative, without empty components and {@code .}, no slash at the end.
     *
     * @throws UnsafeEntryException if it is absolute, or has a {@code ..} or a NUL
     */
    public static String normalise(String path) throws UnsafeEntryException {
        return normalise(path, path);
    }

    private static String normalise(String path, String entry) throws UnsafeEntryException {
        String what = path.equals(entry) ? "its path" : "the target of this hard link, '" + path + "',";
        if (path.startsWith("/")) {
            throw new UnsafeEntryException(entry, what + " is absolute");
        }
        if (path.indexOf('\0') >= 0) {
            throw new UnsafeEntryException(entry, what + " has a NUL in it");
        }
        if (path.length() > MAX_BYTES) {
            throw new UnsafeEntryException(path.substring(0, 60) + "...", "its path is longer than " + MAX_BYTES);
        }
        StringBuilder plain = new StringBuilder(path.length());
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                throw new UnsafeEntryException(entry, what + " leads out of the root by '..'");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                plain.append(plain.length() == 0 ? "" : "/").append(part);
            }
        }
        return plain.toString();
    }

    /** The path of the directory that an entry is in, empty for the root. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static int compare(String left, String right) {
        byte[] a = ByteNames.encode(left);
        byte[] b = ByteNames.encode(right);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i] != b[i]) {
                // No name has a NUL, so the separator counts as the lowest byte.
                return Integer.compare(a[i] == '/' ? 0 : a[i] & 0xff, b[i] == '/' ? 0 : b[i] & 0xff);
            }
        }
        return Integer.compare(a.length, b.length);
    }
}
