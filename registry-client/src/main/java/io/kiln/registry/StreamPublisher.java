package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;

/**
 * A stream of known length as a request body, in large pieces: the JDK's own publisher hands out 16 KiB at a time, each
 * with a change of threads. Every subscription opens the stream anew.
 */
final class StreamPublisher implements BodyPublisher {

    static final int PIECE = 256 * 1024;

    private final Opener source;
    private final long length;

    /** @param length in bytes, at least 1; the opened stream itself sees to it that it is right */
    StreamPublisher(Opener source, long length) {
        this.source = source;
        this.length = length;
    }

    /** Opens the content from its start. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        InputStream in;
        try {
            in = source.open();
        } catch (IOException e) {
            in = new BrokenStream(e);
        }
        subscriber.onSubscribe(new StreamSubscription(in, (int) Math.min(PIECE, length), subscriber));
    }

    /** Tells on the first read why there is nothing to read, for a subscriber must be subscribed to be told. */
    private static final class BrokenStream extends InputStream {

        private final IOException cause;

        BrokenStream(IOException cause) {
            this.cause = cause;
        }

        @Override
        public int read() throws IOException {
            throw cause;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            throw cause;
        }
    }
}
