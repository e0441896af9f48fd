package io.kiln.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The first 96 bytes of an image, version 4.0.
 *
 * @param blockSize of files, in bytes
 * @param rootInode block and offset of the root directory's inode
 */
record Superblock(
        BlockCodec codec,
        int blockSize,
        int fragments,
        long rootInode,
        long inodeTable,
        long directoryTable,
        long fragmentTable) {

    private static final int MAGIC = 0x73717368;
    private static final int SIZE = 96;
    private static final int LARGEST_BLOCK = 1 << 20;

    static Superblock read(ImageFile image) throws IOException {
        ByteBuffer bytes = image.read(0, SIZE, "the superblock");
        if (bytes.getInt(0) != MAGIC) {
            throw new SquashfsException("it is no squashfs (its first bytes are not 'hsqs')");
        }
        if (bytes.getShort(28) != 4 || bytes.getShort(30) != 0) {
            throw new SquashfsException(
                    "it is of version " + bytes.getShort(28) + "." + bytes.getShort(30) + "; Kiln reads 4.0");
        }
        int blockSize = bytes.getInt(12);
        if (blockSize < 4096 || blockSize > LARGEST_BLOCK || Integer.bitCount(blockSize) != 1) {
            throw new SquashfsException("it has blocks of " + blockSize + " bytes");
        }
        return new Superblock(
                BlockCodec.of(bytes.getShort(20) & 0xffff),
                blockSize,
                bytes.getInt(16),
                bytes.getLong(32),
                bytes.getLong(64),
                bytes.getLong(72),
                bytes.getLong(80));
    }
}
