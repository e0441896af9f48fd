package io.kiln.registry;

import java.util.regex.Pattern;

/**
 * The threads in which the HTTP clients of this process wait for their sockets. Java 17 has no other way to end them, and
 * a process that exits while one waits in the kernel is held up for a third of a second.
 */
public final class HttpClientThreads {

    private static final Pattern NAME = Pattern.compile("HttpClient-\\d+-SelectorManager");
    private static final long PATIENCE_MILLIS = 100;

    private HttpClientThreads() {}

    /** Ends them; what is still sent or read fails. For the end of a process. */
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

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
