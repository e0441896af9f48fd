package io.kiln.oci.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens what may be compressed, by its first bytes: gzip, zstd, or neither. */
public final class Decompression {

    private static final int BUFFER = 1 << 16;

    private Decompression() {}

    /**
     * A stream of the uncompressed content; closing it closes the other, but if this throws the caller still owns it.
     *
     * @param maxBytes when more than this comes out, reading throws {@link MalformedArchiveException}
     */
    public static InputStream open(InputStream in, long maxBytes) throws IOException {
        BufferedInputStream buffered = new MemberInputStream(in);
        return new BoundedInputStream(decoder(buffered, detect(buffered)), maxBytes);
    }

    /** Tells the compression from the first bytes, which stay in the stream. */
    public static Compression detect(BufferedInputStream in) throws IOException {
        in.mark(4);
        byte[] start = in.readNBytes(4);
        in.reset();
        if (start.length >= 2 && (start[0] & 0xff) == 0x1f && (start[1] & 0xff) == 0x8b) {
            return Compression.GZIP;
        }
        if (start.length == 4
                && (start[1] & 0xff) == 0xb5
                && start[2] == 0x2f
                && (start[3] & 0xff) == 0xfd
                && start[0] == 0x28) {
            return Compression.ZSTD;
        }
        boolean skippable = start.length == 4
                && (start[0] & 0xf0) == 0x50
                && start[1] == 0x2a
                && start[2] == 0x4d
                && start[3] == 0x18;
        return skippable ? Compression.ZSTD : Compression.NONE;
    }

    private static InputStream decoder(InputStream in, Compression compression) throws IOException {
        try {
            return switch (compression) {
                case GZIP -> new GZIPInputStream(in, BUFFER);
                case ZSTD -> new ZstdInputStream(in);
                case NONE -> in;
            };
        } catch (ZipException | EOFException e) {
            throw MalformedArchiveException.of("its compression header is damaged (" + e.getMessage() + ")");
        }
    }

    /**
     * A gzip file may have several members, and the JDK looks for another only where bytes are said to be available; so
     * it is told the truth.
     */
    private static final class MemberInputStream extends BufferedInputStream {

        MemberInputStream(InputStream in) {
            super(in, BUFFER);
        }

        @Override
        public synchronized int available() throws IOException {
            int ready = super.available();
            if (ready > 0) {
                return ready;
            }
            mark(1);
            int next = read();
            reset();
            return next < 0 ? 0 : 1;
        }
    }
}
