package io.kiln.kmod;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The ways in which kernels and modules are compressed, told by their first bytes. */
enum Compression {
    GZIP(0x1f, 0x8b),
    XZ(0xfd, '7', 'z', 'X', 'Z', 0),
    ZSTD(0x28, 0xb5, 0x2f, 0xfd),
    LZ4(0x02, 0x21, 0x4c, 0x18),
    LZMA(0x5d, 0, 0),
    BZIP2('B', 'Z', 'h'),
    LZO(0x89, 'L', 'Z', 'O', 0);

    /** The kernel's own xz wrapper asks for a dictionary of up to 128 MiB. */
    private static final int XZ_MEMORY_KIB = 160 << 10;

    private final byte[] magic;

    Compression(int... magic) {
        this.magic = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            this.magic[i] = (byte) magic[i];
        }
    }

    /** The compression of what starts at this offset, if it is one of these. */
    static Optional<Compression> at(Bytes bytes, long offset) throws IOException {
        for (Compression compression : values()) {
            if (bytes.matches(offset, compression.magic)) {
                return Optional.of(compression);
            }
        }
        return Optional.empty();
    }

    /**
     * The uncompressed bytes of one stream; what follows it is not looked at where the format allows that.
     *
     * @throws KmodFormatException for a compression that Kiln does not read
     */
    InputStream open(InputStream in) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPInputStream(in, 1 << 16);
            case XZ -> new SingleXZInputStream(in, XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
            case LZ4 -> new Lz4LegacyInputStream(in);
            default ->
                throw new KmodFormatException(
                        "it is compressed with " + name().toLowerCase(Locale.ROOT)
                                + ", which Kiln cannot read; use gzip, xz, zstd or lz4 (for a kernel CONFIG_KERNEL_GZIP, _XZ, _ZSTD, _LZ4)");
        };
    }

    /** Unpacks a range into a spool of its own; every failure of a decoder is a {@link KmodFormatException}. */
    Bytes unpack(Bytes bytes, long offset, long length, long limit, String what) throws IOException {
        try (InputStream in = open(bytes.stream(offset, length))) {
            return Spool.of(in, limit, what);
        } catch (KmodFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new KmodFormatException(
                    what + " cannot be unpacked as " + name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
        }
    }
}
