package io.kiln.oci.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive entry by entry: USTAR, pax, GNU (long names, base-256 numbers), star and v7. Every path is in the
 * plain form of {@link EntryPaths} and leads nowhere outside; sizes of headers and the number of entries are bounded;
 * sparse files are refused. Not thread-safe.
 */
public final class TarReader implements Closeable {

    /** More entries than any layer we know of has, by a factor of ten. */
    public static final long DEFAULT_MAX_ENTRIES = 5_000_000;

    private final BlockInput in;
    private final long maxEntries;
    private final EntryHeaders headers;
    private long entries;
    private long left;
    private long padding;
    private boolean ended;

    /** Takes the stream over: closing this closes it. */
    public TarReader(InputStream in) {
        this(in, DEFAULT_MAX_ENTRIES);
    }

    public TarReader(InputStream in, long maxEntries) {
        this(new BlockInput(in, false), maxEntries);
    }

    private TarReader(BlockInput in, long maxEntries) {
        this.in = in;
        this.maxEntries = maxEntries;
        this.headers = new EntryHeaders(in);
    }

    /** A reader of headers, fast where the stream can skip as files can; it is taken over as well. */
    public static TarReader ofHeaders(InputStream file) {
        return new TarReader(new BlockInput(file, true), DEFAULT_MAX_ENTRIES);
    }

    /**
     * Goes to the next entry, past what was not read of the present one; null at the end of the archive.
     *
     * @throws MalformedArchiveException if the archive is damaged, cut off, or of a kind that is not supported
     * @throws UnsafeEntryException if an entry leads outside
     */
    public @Nullable TarEntry next() throws IOException {
        if (ended) {
            return null;
        }
        in.skip(left + padding);
        left = 0;
        padding = 0;
        TarEntry raw = headers.read();
        if (raw == null) {
            ended = true;
            return null;
        }
        if (++entries > maxEntries) {
            throw MalformedArchiveException.of("it has more than " + maxEntries + " entries");
        }
        left = raw.size();
        padding = TarBlock.padding(raw.size());
        return EntryPaths.checked(raw);
    }

    /** The content of the present entry; good until {@link #next()}, closing it does nothing. */
    public InputStream content() {
        return new EntryStream(entries);
    }

    /** Where the content of the present entry starts, in bytes from the start of the archive, if nothing of it was read. */
    public long position() {
        return in.position();
    }

    /** Reads what follows the end of the archive, so that who hashes the stream below has seen all of it. */
    public void drain() throws IOException {
        in.drain();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private final class EntryStream extends InputStream {

        private final long entry;

        EntryStream(long entry) {
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (entry != entries) {
                throw new IOException("the archive has gone on to another entry");
            }
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            left -= count;
            return count;
        }
    }
}
