package io.kiln.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body as a stream that does not wait for ever: the HTTP client of the JDK knows no time-out between the
 * headers and the end of a body. Read by one thread, which closes it.
 */
final class StallGuard extends InputStream implements BodySubscriber<InputStream> {

    private final Duration stallTimeout;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> ready = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    /** What came from the network: buffers, or the end, or a failure. */
    private record Signal(
            List<ByteBuffer> buffers, @Nullable Throwable failure) {}

    StallGuard(Duration stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal(buffers, null));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal(List.of(), failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal(List.of(), null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, at, count);
        return count;
    }

    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            ByteBuffer head = ready.peek();
            if (head != null && head.hasRemaining()) {
                return head;
            }
            if (head != null) {
                ready.remove();
            } else if (ended) {
                return null;
            } else {
                take();
            }
        }
    }

    private void take() throws IOException {
        Signal signal;
        try {
            signal = signals.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while fetching a source");
        }
        if (signal == null) {
            throw FetchFailure.network("nothing has come for " + stallTimeout.toSeconds() + " seconds");
        }
        Throwable failure = signal.failure();
        if (failure != null) {
            throw FetchFailure.network("the connection broke: " + failure.getMessage());
        }
        ended = signal.buffers().isEmpty();
        ready.addAll(signal.buffers());
        Flow.Subscription current = subscription;
        if (!ended && current != null) {
            current.request(1);
        }
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
