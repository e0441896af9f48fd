package io.kiln.exec.docker;

import io.kiln.oci.Content;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/**
 * A stream to read what another thread writes, for requests whose body is made while it is sent. Nothing is kept but the
 * pipe between the two. Closed by who made it.
 */
final class WrittenStream implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final Pipe pipe;
    private final InputStream in;
    private final Thread writer;
    private volatile @Nullable IOException failure;
    private volatile boolean abandoned;

    WrittenStream(Content content) throws IOException {
        this.pipe = Pipe.open();
        this.in = Channels.newInputStream(pipe.source());
        this.writer = new Thread(() -> write(content), "kiln-engine-body");
        writer.setDaemon(true);
        writer.start();
    }

    InputStream stream() {
        return in;
    }

    /** @throws IOException why what was read may have been cut off, if it was */
    void check() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private void write(Content content) {
        try (OutputStream out = new BufferedOutputStream(Channels.newOutputStream(pipe.sink()), BUFFER)) {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            if (!abandoned) {
                failure = e instanceof IOException io ? io : new IOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        abandoned = true;
        in.close();
        writer.interrupt();
    }
}
