package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Breaks off a request when nothing of its body was taken for too long: the JDK's client has one time limit for all of
 * it, which must be long for a large blob. For one request.
 */
final class SendGuard implements BodyPublisher {

    private final BodyPublisher body;
    private final Duration patience;
    private final AtomicLong wanted = new AtomicLong();
    private volatile long movedAt = System.nanoTime();
    private volatile boolean whole;

    SendGuard(BodyPublisher body, Duration patience) {
        this.body = body;
        this.patience = patience;
    }

    /** Sends the call with the body that is guarded here. */
    HttpResponse<InputStream> send(HttpClient client, HttpCall call) throws IOException, InterruptedException {
        if (body.contentLength() == 0) {
            return client.send(call.toRequest(body, patience), BodyHandlers.ofInputStream());
        }
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(call.toRequest(this, patience), BodyHandlers.ofInputStream());
        try {
            return await(answer);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true); // ends the connection if there is no answer yet
        }
    }

    private HttpResponse<InputStream> await(CompletableFuture<HttpResponse<InputStream>> answer)
            throws IOException, ExecutionException, InterruptedException {
        long step = Math.max(1, patience.toMillis() / 4);
        while (true) {
            try {
                return answer.get(step, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (isStalled()) {
                    throw new HttpTimeoutException("nothing was taken for " + patience.toSeconds() + " s");
                }
            }
        }
    }

    /** It is our turn while something is wanted; what comes after the whole body is the answer's time. */
    private boolean isStalled() {
        return !whole && wanted.get() == 0 && System.nanoTime() - movedAt > patience.toNanos();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        wanted.set(0); // the client may begin anew on another connection
        whole = false;
        body.subscribe(new Watched(subscriber));
    }

    /** Notes what goes by. */
    private final class Watched implements Subscriber<ByteBuffer> {

        private final Subscriber<? super ByteBuffer> subscriber;

        Watched(Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    wanted.accumulateAndGet(n, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
                    subscription.request(n);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(ByteBuffer piece) {
            movedAt = System.nanoTime();
            wanted.decrementAndGet();
            subscriber.onNext(piece);
        }

        @Override
        public void onError(Throwable cause) {
            whole = true;
            subscriber.onError(cause);
        }

        @Override
        public void onComplete() {
            whole = true;
            subscriber.onComplete();
        }
    }
}
