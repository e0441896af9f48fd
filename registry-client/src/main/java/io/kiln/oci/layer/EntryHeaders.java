package io.kiln.oci.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the headers that together describe one entry: GNU's long names, pax headers and the entry's own block. */
final class EntryHeaders {

    private static final int MAX_PAX = 1 << 20;
    private static final int MAX_NAME = 1 << 16;
    private static final int MAX_SPECIAL = 16;

    private final BlockInput in;
    private final Map<String, byte[]> global = new HashMap<>();

    EntryHeaders(BlockInput in) {
        this.in = in;
    }

    /** The next entry as the archive gives it, or null at the end. */
    @Nullable
    TarEntry read() throws IOException {
        Map<String, byte[]> pax = new LinkedHashMap<>();
        for (int special = 0; special <= MAX_SPECIAL; special++) {
            TarBlock block = in.block();
            if (block == null || block.isZero()) {
                checkEnd(block, special);
                return null;
            }
            block.verifyChecksum();
            long size = size(block);
            switch (block.typeFlag()) {
                case 'x', 'X' ->
                    pax.putAll(PaxRecords.parse(in.content(size, MAX_PAX, "a pax header"))
                            .values());
                case 'g' -> addGlobal(PaxRecords.parse(in.content(size, MAX_PAX, "a pax header")));
                case 'L' -> pax.put("path", longName(size));
                case 'K' -> pax.put("linkpath", longName(size));
                case 'V' -> in.skip(size + TarBlock.padding(size));
                default -> {
                    return entry(block, pax);
                }
            }
        }
        throw MalformedArchiveException.of("an entry has more than " + MAX_SPECIAL + " headers");
    }

    private void checkEnd(@Nullable TarBlock block, int special) throws IOException {
        if (special > 0 && block == null) {
            throw MalformedArchiveException.of("it is cut off after the extended header of an entry");
        }
        if (block != null) {
            TarBlock second = in.block();
            if (second != null && !second.isZero()) {
                throw MalformedArchiveException.of("there is a block of zeros between its entries");
            }
        }
    }

    private void addGlobal(PaxRecords records) throws MalformedArchiveException {
        for (String key : records.values().keySet()) {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size")) {
                throw MalformedArchiveException.of("a global header sets '" + key + "' for all entries");
            }
        }
        global.putAll(records.values());
    }

    private byte[] longName(long size) throws IOException {
        byte[] name = in.content(size, MAX_NAME, "a long name");
        int end = name.length;
        while (end > 0 && name[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(name, end);
    }

    private TarEntry entry(TarBlock block, Map<String, byte[]> own) throws MalformedArchiveException {
        Map<String, byte[]> pax = new LinkedHashMap<>(global);
        pax.putAll(own);
        // An empty value takes a field back; an extended attribute may really be empty.
        pax.entrySet().removeIf(e -> e.getValue().length == 0 && !e.getKey().startsWith(PaxRecords.XATTR));
        String path = ByteNames.decode(pax.getOrDefault("path", name(block)));
        EntryType type = type(block, path);
        for (String key : pax.keySet()) {
            if (key.startsWith("GNU.sparse.")) {
                throw sparse(path);
            }
        }
        long size = number(pax, "size", size(block));
        boolean device = type.isDevice();
        try {
            return new TarEntry(
                    path,
                    type,
                    (int) (block.number(100, 8, "mode") & 07777),
                    number(pax, "uid", block.number(108, 8, "uid")),
                    number(pax, "gid", block.number(116, 8, "gid")),
                    mtime(block, pax),
                    // Some programs give links and directories a size, but nothing follows.
                    type == EntryType.FILE ? size : 0,
                    ByteNames.decode(pax.getOrDefault("linkpath", block.text(157, 100))),
                    device ? deviceNumber(block, 329) : 0,
                    device ? deviceNumber(block, 337) : 0,
                    xattrs(pax));
        } catch (IllegalArgumentException e) {
            throw MalformedArchiveException.at(path, "has a number that cannot be: " + e.getMessage());
        }
    }

    private static byte[] name(TarBlock block) {
        byte[] name = block.text(0, 100);
        byte[] prefix = block.isPosix() ? block.text(345, block.isStar() ? 131 : 155) : new byte[0];
        if (prefix.length == 0) {
            return name;
        }
        byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
        whole[prefix.length] = '/';
        System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
        return whole;
    }

    private static EntryType type(TarBlock block, String path) throws MalformedArchiveException {
        return switch (block.typeFlag()) {
            // In the oldest archives a directory is a file with a slash at its end.
            case 0, '0', '7' -> path.endsWith("/") ? EntryType.DIRECTORY : EntryType.FILE;
            case '1' -> EntryType.HARDLINK;
            case '2' -> EntryType.SYMLINK;
            case '3' -> EntryType.CHARACTER_DEVICE;
            case '4' -> EntryType.BLOCK_DEVICE;
            case '5' -> EntryType.DIRECTORY;
            case '6' -> EntryType.FIFO;
            case 'S' -> throw sparse(path);
            case 'M' ->
                throw MalformedArchiveException.at(path, "continues from another volume, which is not supported");
            default ->
                throw MalformedArchiveException.at(path, "has the unknown type '" + printable(block.typeFlag()) + "'");
        };
    }

    private static String printable(byte flag) {
        return flag > ' ' && flag < 127 ? String.valueOf((char) flag) : "0x" + Integer.toHexString(flag & 0xff);
    }

    private static MalformedArchiveException sparse(String path) {
        return MalformedArchiveException.at(
                path, "is stored as a sparse file, which is not supported; make the archive without --sparse");
    }

    private static long size(TarBlock block) throws MalformedArchiveException {
        long size = block.number(124, 12, "size");
        if (size < 0) {
            throw MalformedArchiveException.of("an entry has a negative size");
        }
        return size;
    }

    private static int deviceNumber(TarBlock block, int offset) throws MalformedArchiveException {
        long number = block.number(offset, 8, "device");
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw MalformedArchiveException.of("a device number is out of range");
        }
        return (int) number;
    }

    private static long number(Map<String, byte[]> pax, String key, long otherwise) throws MalformedArchiveException {
        byte[] value = pax.get(key);
        if (value == null) {
            return otherwise;
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw MalformedArchiveException.of("'" + key + "' in a pax header is not a number: '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static Instant mtime(TarBlock block, Map<String, byte[]> pax) throws MalformedArchiveException {
        byte[] value = pax.get("mtime");
        return value == null ? PaxTime.of(block.number(136, 12, "mtime"), 0) : PaxTime.parse(value);
    }

    private static Map<String, byte[]> xattrs(Map<String, byte[]> pax) {
        Map<String, byte[]> xattrs = new HashMap<>();
        pax.forEach((key, value) -> {
            if (key.startsWith(PaxRecords.XATTR)) {
                xattrs.put(PaxRecords.xattrName(key), value);
            }
        });
        return xattrs;
    }
}
