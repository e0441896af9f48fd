package io.kiln.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Copies a file and leaves out the blocks that hold nothing but zeros. */
final class SparseCopy {

    private static final int BUFFER = 1 << 20;

    /** What file systems allocate at the least. */
    private static final int BLOCK = 4096;

    private static final byte[] ZEROS = new byte[BLOCK];

    private SparseCopy() {}

    /** @param to replaced if it is there */
    static void of(Path from, Path to) throws IOException {
        byte[] bytes = new byte[BUFFER];
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        to,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            long at = 0;
            int count;
            while ((count = read(in, bytes)) > 0) {
                copy(bytes, count, out, at);
                at += count;
            }
            if (out.size() < at) {
                write(out, new byte[1], 0, 1, at - 1); // a hole at the end does not make the file longer
            }
        }
    }

    /** Fills the buffer as far as the file goes, so that blocks keep their places in it. */
    private static int read(FileChannel in, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining() && in.read(buffer) >= 0) {
            continue;
        }
        return buffer.position();
    }

    /** Writes each run of blocks that are not empty. */
    private static void copy(byte[] bytes, int count, FileChannel out, long at) throws IOException {
        int start = 0;
        for (int block = 0; block < count; block += BLOCK) {
            int end = Math.min(block + BLOCK, count);
            if (Arrays.equals(bytes, block, end, ZEROS, 0, end - block)) {
                write(out, bytes, start, block, at + start);
                start = end;
            }
        }
        write(out, bytes, start, count, at + start);
    }

    private static void write(FileChannel out, byte[] bytes, int start, int end, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, start, end - start);
        long position = at;
        while (buffer.hasRemaining()) {
            position += out.write(buffer, position);
        }
    }
}
