package io.kiln.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a body from which nothing came for too long while somebody waited for it: the JDK's client has no time limit
 * once the headers are there.
 */
final class StallGuard extends FilterInputStream {

    private static final class Shared {
        static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "registry-stall-guard");
            thread.setDaemon(true);
            return thread;
        });
    }

    private final long limitNanos;
    private final ScheduledFuture<?> check;
    private volatile long waitingSince;
    private volatile boolean stalled;

    private StallGuard(InputStream in, Duration limit) {
        super(in);
        this.limitNanos = limit.toNanos();
        long period = Math.max(1, limit.toMillis() / 4);
        this.check = Shared.TIMER.scheduleAtFixedRate(this::check, period, period, TimeUnit.MILLISECONDS);
    }

    static InputStream watch(InputStream in, Duration limit) {
        return new StallGuard(in, limit);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        waitingSince = System.nanoTime() | 1;
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw stalled
                    ? new IOException(
                            "nothing came for " + Duration.ofNanos(limitNanos).toSeconds() + " s", e)
                    : e;
        } finally {
            waitingSince = 0;
        }
    }

    private void check() {
        long since = waitingSince;
        if (since != 0 && System.nanoTime() - since > limitNanos) {
            stalled = true;
            try {
                in.close();
            } catch (IOException e) {
                // the reader hears of it
            }
        }
    }

    @Override
    public void close() throws IOException {
        check.cancel(false);
        super.close();
    }
}
