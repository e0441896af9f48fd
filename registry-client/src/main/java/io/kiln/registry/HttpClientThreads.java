package io.kiln.registry;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The threads in which the HTTP clients of this process wait for their sockets. Java 17 has no other way to end them, and
 * a process that exits while one waits in the kernel is held up for a third of a second.
 */
public final class HttpClientThreads {

    private static final Pattern NAME = Pattern.compile("HttpClient-\\d+-SelectorManager");
    private static final long PATIENCE_MILLIS = 100;

    private HttpClientThreads() {}

    /**
     * Ends them; what is still sent or read fails. For the end of a process. Comes back within a tenth of a second for each
     * client also where one does not end: Java 17's client can deadlock with itself when it ends while an answer comes in.
     */
    public static void end() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 16];
        int count = all.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (NAME.matcher(threads[i].getName()).matches()) {
                threads[i].interrupt();
                join(threads[i]);
            }
        }
    }

    /** Without {@link Thread#join(long)}, which takes the thread's monitor first: the client's own lock when it ends. */
    private static void join(Thread thread) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            while (thread.isAlive() && System.nanoTime() < end) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
