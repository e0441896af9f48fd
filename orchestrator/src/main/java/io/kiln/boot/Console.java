package io.kiln.boot;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine's console as it is printed: every byte goes to the log, and lines are handed over. A thread of its own reads, so
 * that a hanging emulator never holds up who waits for a line.
 */
final class Console implements Closeable {

    /** More than this much of a log is kept of no machine. */
    static final long MOST_BYTES = 32L << 20;

    private static final int MOST_LINES = 200_000;

    /** What comes from the console. */
    record Event(Kind kind, String text) {
        enum Kind {
            LINE,
            END,
            FLOOD
        }
    }

    private static final int QUEUED = 4096;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(QUEUED);
    private volatile boolean spoken;
    private volatile boolean closed;
    private volatile @Nullable IOException logFailure;

    private Console() {}

    /** Starts to read; the log is closed when the console ends. */
    static Console follow(InputStream in, OutputStream log) {
        Console console = new Console();
        MachineProcess.daemon("kiln-boot-console", () -> console.read(in, log));
        return console;
    }

    /** The next event, or nothing if none comes within this time. */
    Optional<Event> next(long milliseconds) throws InterruptedException {
        return Optional.ofNullable(events.poll(milliseconds, TimeUnit.MILLISECONDS));
    }

    /** Whether the machine has printed anything at all. */
    boolean spoken() {
        return spoken;
    }

    private void read(InputStream in, OutputStream log) {
        Event.Kind end = Event.Kind.END;
        ConsoleLines lines = new ConsoleLines(text -> put(new Event(Event.Kind.LINE, text)));
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        try (in;
                log) {
            int count;
            while ((count = in.read(buffer)) >= 0) {
                spoken = true;
                total += count;
                if (total > MOST_BYTES || lines.count() > MOST_LINES) {
                    end = Event.Kind.FLOOD;
                    break;
                }
                write(log, buffer, count);
                lines.add(buffer, count);
            }
        } catch (IOException e) {
            // the emulator is gone: there are no more lines
        }
        lines.end();
        put(new Event(end, ""));
    }

    /** A log that cannot be written, on a full disk for example, is reported in the end and keeps no machine from running. */
    private void write(OutputStream log, byte[] buffer, int count) {
        if (logFailure == null) {
            try {
                log.write(buffer, 0, count);
                log.flush();
            } catch (IOException e) {
                logFailure = e;
            }
        }
    }

    private void put(Event event) {
        try {
            while (!closed && !events.offer(event, 100, TimeUnit.MILLISECONDS)) {
                // whoever reads is slower than the machine: it has to wait
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why the log is not whole, if it is not. */
    Optional<IOException> logFailure() {
        return Optional.ofNullable(logFailure);
    }

    /** No more events are wanted. */
    @Override
    public void close() {
        closed = true;
        events.clear();
    }
}
