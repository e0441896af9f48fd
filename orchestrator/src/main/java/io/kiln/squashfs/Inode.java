package io.kiln.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What an entry of a directory is; only directories and regular files are told apart. */
sealed interface Inode {

    /** A directory: where its listing lies in the table of directories, and how long it is. */
    record Directory(long block, int offset, long size) implements Inode {}

    /**
     * A regular file.
     *
     * @param fragment number of the block that holds the file's tail, or -1
     * @param blocks the size of each whole block as it is stored; bit 24 says that it is not compressed, 0 that it is all
     *     zeros
     */
    record File(long start, long size, int fragment, int tailOffset, int[] blocks) implements Inode {}

    /** A link, a device, a pipe or a socket. */
    record Other() implements Inode {}

    /** Larger files than any module or index are not opened. */
    long LARGEST_FILE = 1L << 30;

    static Inode read(Metadata.Cursor in, int blockSize) throws IOException {
        ByteBuffer header = in.take(16);
        switch (header.getShort(0)) {
            case 1 -> {
                ByteBuffer rest = in.take(16);
                return new Directory(
                        rest.getInt(0) & 0xffffffffL, rest.getShort(10) & 0xffff, rest.getShort(8) & 0xffff);
            }
            case 8 -> {
                ByteBuffer rest = in.take(24);
                return new Directory(
                        rest.getInt(8) & 0xffffffffL, rest.getShort(18) & 0xffff, rest.getInt(4) & 0xffffffffL);
            }
            case 2 -> {
                ByteBuffer rest = in.take(16);
                return file(
                        in,
                        blockSize,
                        rest.getInt(0) & 0xffffffffL,
                        rest.getInt(12) & 0xffffffffL,
                        rest.getInt(4),
                        rest.getInt(8));
            }
            case 9 -> {
                ByteBuffer rest = in.take(40);
                return file(in, blockSize, rest.getLong(0), rest.getLong(8), rest.getInt(28), rest.getInt(32));
            }
            default -> {
                return new Other();
            }
        }
    }

    private static File file(Metadata.Cursor in, int blockSize, long start, long size, int fragment, int tailOffset)
            throws IOException {
        if (size < 0 || size > LARGEST_FILE) {
            return new File(start, size, fragment, tailOffset, new int[0]);
        }
        int count = (int) (fragment == -1 ? (size + blockSize - 1) / blockSize : size / blockSize);
        int[] blocks = new int[count];
        in.take(4 * count).asIntBuffer().get(blocks);
        return new File(start, size, fragment, tailOffset, blocks);
    }
}
