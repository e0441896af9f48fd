package io.kiln.squashfs;

import java.io.IOException;
import java.io.InputStream;

/** The content of one file, unpacked block by block. */
final class FileContent extends InputStream {

    private static final int PLAIN = 1 << 24;

    private final SquashfsImage image;
    private final Inode.File file;
    private long position;
    private long next;
    private int index;
    private byte[] block = new byte[0];
    private int at;

    FileContent(SquashfsImage image, Inode.File file) {
        this.image = image;
        this.file = file;
        this.next = file.start();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= file.size()) {
            return -1;
        }
        if (at == block.length) {
            advance();
        }
        int count = (int) Math.min(Math.min(length, block.length - at), file.size() - position);
        System.arraycopy(block, at, bytes, offset, count);
        at += count;
        position += count;
        return count;
    }

    private void advance() throws IOException {
        int expected = (int) Math.min(image.blockSize(), file.size() - position);
        at = 0;
        if (index < file.blocks().length) {
            int stored = file.blocks()[index++];
            int length = stored & (PLAIN - 1);
            block = stored == 0 ? new byte[expected] : image.block(next, length, (stored & PLAIN) == 0);
            next += length;
        } else {
            block = image.fragment(file.fragment());
            at = file.tailOffset();
        }
        if (at < 0 || block.length - at < expected) {
            throw new SquashfsException("a block of a file is shorter than it should be");
        }
    }
}
