package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A blob as a request body of known length; remembers a failure of our own side, which no retry would mend. */
final class BlobBody {

    private static final long STEP = 256 * 1024;

    private final BlobSource source;
    private final Descriptor blob;
    private final LongConsumer progress;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    BlobBody(BlobSource source, Descriptor blob, LongConsumer progress) {
        this.source = source;
        this.blob = blob;
        this.progress = progress;
    }

    BodyPublisher publisher() {
        if (blob.size() == 0) {
            return BodyPublishers.noBody();
        }
        return new StreamPublisher(this::open, blob.size());
    }

    @Nullable
    IOException failure() {
        return failure.get();
    }

    private InputStream open() throws IOException {
        try {
            return new Counting(source.open(blob));
        } catch (IOException e) {
            failure.set(e);
            throw e;
        }
    }

    /** Counts, reports in steps, and notices a blob that is shorter or longer than its descriptor says. */
    private final class Counting extends FilterInputStream {

        private long count;
        private long reported;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n;
            try {
                n = super.read(buffer, offset, length);
            } catch (IOException e) {
                failure.set(e);
                throw e;
            }
            count += Math.max(n, 0);
            if (count > blob.size() || n < 0 && count < blob.size()) {
                IOException e = new IOException("blob " + blob.digest() + " has " + (n < 0 ? "only " : "at least ")
                        + count + " bytes here, its descriptor says " + blob.size());
                failure.set(e);
                throw e;
            }
            if (count - reported >= STEP || n < 0) {
                reported = count;
                progress.accept(count);
            }
            return n;
        }
    }
}
