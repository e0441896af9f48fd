package io.kiln.imager;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a cpio archive in the form {@code newc}, as the kernel's {@code buffer-format} documentation describes it: the
 * owner of everything is 0:0, inode numbers count from 1. Not thread-safe.
 */
public final class CpioWriter {

    private static final String TRAILER = "TRAILER!!!";
    private static final long MOST = 0xffffffffL;
    private static final int BLOCK = 512;

    private final OutputStream out;
    private final long time;
    private final byte[] buffer = new byte[1 << 16];
    private long written;
    private long inode;

    /** @param time in seconds since 1970; must fit 32 bits */
    public CpioWriter(OutputStream out, long time) throws ImagerFormatException {
        if (time < 0 || time > MOST) {
            throw new ImagerFormatException(
                    "SOURCE_DATE_EPOCH=" + time + " does not fit an initramfs, which has 32 bits");
        }
        this.out = out;
        this.time = time;
    }

    /**
     * Writes an entry whose content has exactly this size.
     *
     * @param mode type and permissions
     */
    public void entry(String name, int mode, long size, InputStream content) throws IOException {
        if (size > MOST) {
            throw new ImagerFormatException(name + " has " + size + " bytes; an initramfs takes files below 4 GiB");
        }
        header(name, ++inode, mode, (mode & 0170000) == 0040000 ? 2 : 1, time, size);
        long left = size;
        while (left > 0) {
            int count = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException(name + " became shorter while it was read");
            }
            write(buffer, count);
            left -= count;
        }
        pad(4);
    }

    /** Ends the archive, padded to a multiple of 512 bytes; the stream stays open. */
    public void finish() throws IOException {
        header(TRAILER, 0, 0, 1, 0, 0);
        pad(BLOCK);
        out.flush();
    }

    private void header(String name, long number, int mode, int links, long mtime, long size) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String header = String.format(
                Locale.ROOT,
                "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                number,
                mode,
                0,
                0,
                links,
                mtime,
                size,
                0,
                0,
                0,
                0,
                bytes.length + 1,
                0);
        write(header.getBytes(StandardCharsets.US_ASCII));
        write(bytes);
        write(new byte[1]);
        pad(4);
    }

    private void pad(int to) throws IOException {
        write(new byte[(int) (-written & (to - 1))]);
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    private void write(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
        written += count;
    }
}
