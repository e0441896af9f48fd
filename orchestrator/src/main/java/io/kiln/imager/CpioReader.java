package io.kiln.imager;

import io.kiln.oci.layer.ByteNames;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads one cpio archive in the form {@code newc} to its trailer, and nothing after it. Not thread-safe. */
public final class CpioReader {

    private static final int HEADER = 110;
    private static final int LONGEST_NAME = 4096;
    private static final String TRAILER = "TRAILER!!!";

    /** Takes the entries one by one. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * @param path without a leading {@code /} or {@code ./}
         * @param mode type and permissions
         * @param content of {@code size} bytes; need not be read
         */
        void entry(String path, int mode, long size, InputStream content) throws IOException;
    }

    private final InputStream in;
    private long position;

    CpioReader(InputStream in) {
        this.in = in;
    }

    /** Reads all entries; returns how many there were. */
    long read(Visitor visitor) throws IOException {
        for (long entries = 0; ; entries++) {
            String header = new String(take(HEADER), StandardCharsets.US_ASCII);
            if (!header.startsWith("070701") && !header.startsWith("070702")) {
                throw new ImagerFormatException("the initramfs has something else than a cpio entry at byte "
                        + (position - HEADER) + " of an archive");
            }
            int mode = (int) field(header, 1);
            long size = field(header, 6);
            long nameSize = field(header, 11);
            if (nameSize < 1 || nameSize > LONGEST_NAME) {
                throw new ImagerFormatException("the initramfs has a name of " + nameSize + " bytes");
            }
            byte[] raw = take((int) nameSize);
            String name = ByteNames.decode(java.util.Arrays.copyOf(raw, raw.length - 1));
            align();
            if (name.equals(TRAILER)) {
                return entries;
            }
            Content content = new Content(size);
            visitor.entry(plain(name), mode, size, content);
            content.skipRest();
            align();
        }
    }

    private static String plain(String name) {
        return name.replaceFirst("^(\\.?/)+", "");
    }

    private static long field(String header, int index) throws ImagerFormatException {
        String text = header.substring(6 + 8 * index, 14 + 8 * index);
        try {
            return Long.parseLong(text, 16);
        } catch (NumberFormatException e) {
            throw new ImagerFormatException("the initramfs has a damaged cpio header: '" + text + "' is no number", e);
        }
    }

    private void align() throws IOException {
        take((int) (-position & 3));
    }

    private byte[] take(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        position += bytes.length;
        if (bytes.length < count) {
            throw new EOFException("the initramfs is cut off");
        }
        return bytes;
    }

    /** The content of one entry. */
    private final class Content extends InputStream {

        private long left;

        Content(long size) {
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the initramfs is cut off");
            }
            left -= count;
            position += count;
            return count;
        }

        void skipRest() throws IOException {
            byte[] buffer = new byte[1 << 14];
            while (left > 0) {
                read(buffer, 0, buffer.length);
            }
        }
    }
}
