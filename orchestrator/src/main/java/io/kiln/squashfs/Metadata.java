package io.kiln.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the packed tables of an image: blocks of up to 8 KiB, in which records run on from one block to the next. */
final class Metadata {

    private static final int BLOCK = 8192;
    private static final int PLAIN = 0x8000;
    private static final int KEPT = 64;

    private record Block(byte[] content, long next) {}

    private final ImageFile image;
    private final BlockCodec codec;
    private final Map<Long, Block> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Block> eldest) {
            return size() > KEPT;
        }
    };

    Metadata(ImageFile image, BlockCodec codec) {
        this.image = image;
        this.codec = codec;
    }

    /** A place in a table, from which records are read in order. */
    Cursor at(long block, int offset) throws IOException {
        return new Cursor(block, offset);
    }

    private Block block(long offset) throws IOException {
        Block known = blocks.get(offset);
        if (known == null) {
            int header = image.read(offset, 2, "a block of a table").getShort(0) & 0xffff;
            int length = header & ~PLAIN;
            if (length > BLOCK) {
                throw new SquashfsException("a block of a table says that it has " + length + " bytes");
            }
            byte[] raw = image.read(offset + 2, length, "a block of a table").array();
            byte[] content = (header & PLAIN) != 0 ? raw : codec.unpack(raw, BLOCK, "a block of a table");
            known = new Block(content, offset + 2 + length);
            blocks.put(offset, known);
        }
        return known;
    }

    /** Reads on from one place. */
    final class Cursor {

        private Block block;
        private int offset;

        private Cursor(long at, int offset) throws IOException {
            this.block = block(at);
            this.offset = offset;
            if (offset > block.content.length) {
                throw new SquashfsException("a reference into a table leads outside of it");
            }
        }

        ByteBuffer take(int length) throws IOException {
            byte[] bytes = new byte[length];
            int done = 0;
            while (done < length) {
                if (offset == block.content.length) {
                    if (block.content.length == 0) {
                        throw new SquashfsException("a table has an empty block");
                    }
                    block = block(block.next);
                    offset = 0;
                }
                int count = Math.min(length - done, block.content.length - offset);
                System.arraycopy(block.content, offset, bytes, done, count);
                offset += count;
                done += count;
            }
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
