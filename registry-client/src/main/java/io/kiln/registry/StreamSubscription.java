package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads pieces of a stream on the thread that asks for them. A subscriber may ask again while it is given a piece, so
 * only one thread at a time delivers, in a loop. Closes the stream at the end, on failure and when cancelled.
 */
final class StreamSubscription implements Subscription {

    private final InputStream in;
    private final int piece;
    private final Subscriber<? super ByteBuffer> subscriber;
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean ended;

    StreamSubscription(InputStream in, int piece, Subscriber<? super ByteBuffer> subscriber) {
        this.in = in;
        this.piece = piece;
        this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
        // A wrong number becomes an impossible wish, which is refused by the thread that delivers.
        wanted.accumulateAndGet(n, (old, more) -> more <= 0 || old < 0 ? -1 : Math.max(old, old + more));
        deliver();
    }

    @Override
    public void cancel() {
        cancelled = true;
        deliver();
    }

    private void deliver() {
        if (asked.getAndIncrement() > 0) {
            return; // who delivers now sees to this too
        }
        int seen = 1;
        while (seen > 0) {
            deliverWanted();
            seen = asked.addAndGet(-seen);
        }
    }

    private void deliverWanted() {
        while (!ended && !cancelled && wanted.get() != 0) {
            if (wanted.get() < 0) {
                fail(new IllegalArgumentException("asked for less than one piece"));
            } else {
                wanted.accumulateAndGet(1, (old, one) -> old == Long.MAX_VALUE || old < 0 ? old : old - one);
                next();
            }
        }
        if (cancelled && !ended) {
            end();
        }
    }

    private void next() {
        byte[] buffer = new byte[piece];
        int n;
        try {
            n = in.readNBytes(buffer, 0, piece);
        } catch (IOException | RuntimeException e) {
            fail(e);
            return;
        }
        if (n > 0) {
            subscriber.onNext(ByteBuffer.wrap(buffer, 0, n));
        }
        if (n < piece) {
            end();
            subscriber.onComplete();
        }
    }

    private void fail(Exception cause) {
        end();
        subscriber.onError(cause);
    }

    private void end() {
        ended = true;
        try {
            in.close();
        } catch (IOException e) {
            // all that was wanted of it was read
        }
    }
}
