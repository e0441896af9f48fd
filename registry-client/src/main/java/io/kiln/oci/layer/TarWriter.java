package io.kiln.oci.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Writes a tar archive in the USTAR format, with pax headers where that is too small: long paths, large numbers,
 * fractions of seconds, extended attributes. The same entries give the same bytes. Not thread-safe.
 */
public final class TarWriter implements Closeable {

    private static final long MAX_OCTAL7 = 07777777;
    private static final long MAX_OCTAL11 = 077777777777L;

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];

    /** Takes the stream over: closing this closes it. */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes an entry without content. */
    public void write(TarEntry entry) throws IOException {
        write(entry, InputStream.nullInputStream());
    }

    /**
     * Writes an entry and its content; the caller closes that.
     *
     * @throws UnsafeEntryException if the path, or the target of a hard link, leads outside
     * @throws IOException also if the content has not exactly the size that the entry says
     */
    public void write(TarEntry given, InputStream content) throws IOException {
        TarEntry entry = EntryPaths.checked(given);
        String path = entry.path().isEmpty() ? "./" : entry.path() + (entry.type() == EntryType.DIRECTORY ? "/" : "");
        byte[] name = ByteNames.encode(path);
        byte[] link = ByteNames.encode(entry.linkName());
        PaxRecords pax = paxRecords(entry, name, link);
        if (!pax.isEmpty()) {
            writePax(name, pax.toBytes());
        }
        writeHeader(name, entry.type().flag(), entry, link);
        copy(entry, content);
    }

    /** Ends the archive with two blocks of zeros. Without it, as after a failure, the archive is visibly cut off. */
    public void finish() throws IOException {
        out.write(new byte[2 * TarBlock.SIZE]);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static PaxRecords paxRecords(TarEntry entry, byte[] name, byte[] link) {
        PaxRecords pax = new PaxRecords();
        if (name.length > 100) {
            pax.put("path", name);
        }
        if (link.length > 100) {
            pax.put("linkpath", link);
        }
        if (entry.size() > MAX_OCTAL11) {
            pax.put("size", Long.toString(entry.size()));
        }
        if (entry.uid() > MAX_OCTAL7) {
            pax.put("uid", Long.toString(entry.uid()));
        }
        if (entry.gid() > MAX_OCTAL7) {
            pax.put("gid", Long.toString(entry.gid()));
        }
        Instant mtime = entry.mtime();
        if (mtime.getNano() != 0 || mtime.getEpochSecond() < 0 || mtime.getEpochSecond() > MAX_OCTAL11) {
            pax.put("mtime", PaxTime.format(mtime));
        }
        new TreeMap<>(entry.xattrs()).forEach((key, value) -> pax.put(PaxRecords.xattrKey(key), value));
        return pax;
    }

    private void writePax(byte[] name, byte[] records) throws IOException {
        byte[] paxName =
                ByteNames.encode("PaxHeaders/" + EntryPaths.name(EntryPaths.normalise(ByteNames.decode(name))));
        TarEntry header = TarEntry.file("", 0644, records.length);
        writeHeader(paxName, 'x', header, new byte[0]);
        out.write(records);
        out.write(new byte[TarBlock.padding(records.length)]);
    }

    private void writeHeader(byte[] name, char flag, TarEntry entry, byte[] link) throws IOException {
        byte[] bytes = new byte[TarBlock.SIZE];
        TarBlock block = new TarBlock(bytes);
        block.putText(0, 100, name);
        block.putOctal(100, 8, entry.mode());
        block.putOctal(108, 8, entry.uid() > MAX_OCTAL7 ? 0 : entry.uid());
        block.putOctal(116, 8, entry.gid() > MAX_OCTAL7 ? 0 : entry.gid());
        block.putOctal(124, 12, entry.size() > MAX_OCTAL11 ? 0 : entry.size());
        block.putOctal(136, 12, Math.max(0, Math.min(MAX_OCTAL11, entry.mtime().getEpochSecond())));
        block.setTypeFlag(flag);
        block.putText(157, 100, link);
        block.putOctal(329, 8, entry.deviceMajor());
        block.putOctal(337, 8, entry.deviceMinor());
        block.setMagicAndChecksum();
        out.write(bytes);
    }

    private void copy(TarEntry entry, InputStream content) throws IOException {
        long left = entry.size();
        while (left > 0) {
            int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("'" + entry.path() + "' became shorter while it was read: " + left + " of "
                        + entry.size() + " bytes are missing");
            }
            out.write(buffer, 0, count);
            left -= count;
        }
        if (content.read() >= 0) {
            throw new IOException(
                    "'" + entry.path() + "' became longer than " + entry.size() + " bytes while it was read");
        }
        out.write(buffer, 0, zeros(TarBlock.padding(entry.size())));
    }

    private int zeros(int count) {
        Arrays.fill(buffer, 0, count, (byte) 0);
        return count;
    }
}
