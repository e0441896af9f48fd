package io.kiln.squashfs;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.tukaani.xz.XZInputStream;

/** How the blocks of an image are compressed, by the number in its superblock. */
enum BlockCodec {
    GZIP(1) {
        @Override
        InputStream open(InputStream in) {
            return new InflaterInputStream(in);
        }
    },
    XZ(4) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new XZInputStream(in, XZ_MEMORY_KIB);
        }
    },
    ZSTD(6) {
        @Override
        InputStream open(InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(in);
        }
    };

    private static final int XZ_MEMORY_KIB = 32 << 10;

    private final int number;

    BlockCodec(int number) {
        this.number = number;
    }

    static BlockCodec of(int number) throws SquashfsException {
        for (BlockCodec codec : values()) {
            if (codec.number == number) {
                return codec;
            }
        }
        throw new SquashfsException(
                "it is compressed in way " + number + ", and Kiln reads gzip (1), xz (4) and zstd (6)");
    }

    abstract InputStream open(InputStream in) throws IOException;

    /**
     * Unpacks one block.
     *
     * @param most more bytes than this are no block
     */
    byte[] unpack(byte[] block, int most, String what) throws SquashfsException {
        try (InputStream in = open(new ByteArrayInputStream(block))) {
            byte[] unpacked = in.readNBytes(most + 1);
            if (unpacked.length <= most) {
                return unpacked;
            }
        } catch (IOException | RuntimeException e) {
            throw new SquashfsException(what + " cannot be unpacked: " + e.getMessage(), e);
        }
        throw new SquashfsException(what + " unpacks to more than " + most + " bytes");
    }
}
