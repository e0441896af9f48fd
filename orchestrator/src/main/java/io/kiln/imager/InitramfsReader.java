package io.kiln.imager;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZIOException;

/**
 * Reads an initramfs as the kernel does: any number of segments, each a cpio archive, plain or compressed with gzip, xz
 * or zstd, with zeros between them. Stateless.
 */
public final class InitramfsReader {

    private static final long MOST_BYTES = 16L << 30;
    private static final int XZ_MEMORY_KIB = 160 << 10;
    private static final int MAGIC = 6;

    private InitramfsReader() {}

    /**
     * Hands over every entry of every segment, in order.
     *
     * @throws ImagerFormatException if it is no initramfs
     */
    public static void read(InputStream initramfs, CpioReader.Visitor visitor) throws IOException {
        // A decoder may have read ahead by one buffer, which it gives back.
        PushbackInputStream in = new PushbackInputStream(new BufferedInputStream(initramfs, 1 << 16), 1 << 16);
        try {
            while (skipZeros(in)) {
                segment(in, visitor);
            }
        } catch (ZstdIOException | XZIOException | ZipException | EOFException | RuntimeException e) {
            throw new ImagerFormatException("the initramfs is damaged: " + e.getMessage(), e);
        }
    }

    private static void segment(PushbackInputStream in, CpioReader.Visitor visitor) throws IOException {
        byte[] magic = in.readNBytes(MAGIC);
        in.unread(magic);
        if (starts(magic, '0', '7', '0', '7', '0')) {
            new CpioReader(in).read(visitor);
            return;
        }
        // Not closed: what is below is the whole initramfs.
        InputStream unpacked = decoder(in, magic);
        PushbackInputStream archives =
                new PushbackInputStream(new BufferedInputStream(new LimitedInputStream(unpacked, MOST_BYTES)), 1);
        while (skipZeros(archives)) {
            new CpioReader(archives).read(visitor);
        }
    }

    private static InputStream decoder(PushbackInputStream in, byte[] magic) throws IOException {
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new ZstdInputStreamNoFinalizer(new ZstdFrameInputStream(in));
        }
        if (starts(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return new SingleXZInputStream(in, XZ_MEMORY_KIB);
        }
        if (starts(magic, 0x1f, 0x8b)) {
            return new GzipMemberInputStream(in);
        }
        throw new ImagerFormatException(
                "the initramfs has a segment that is neither a cpio archive nor compressed with gzip, xz or zstd");
    }

    private static boolean starts(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether anything but zeros is left. */
    private static boolean skipZeros(PushbackInputStream in) throws IOException {
        int next;
        do {
            next = in.read();
        } while (next == 0);
        if (next < 0) {
            return false;
        }
        in.unread(next);
        return true;
    }
}
