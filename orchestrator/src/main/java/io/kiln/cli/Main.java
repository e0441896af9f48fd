package io.kiln.cli;

import io.kiln.registry.HttpClientThreads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Starts Kiln. */
public final class Main {

    private static final int STOPPING_SECONDS = 30;

    private Main() {}

    public static void main(String[] args) {
        CountDownLatch done = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        // Ctrl-C interrupts the command and waits: what runs is stopped, and the store is left sound.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main, done), "kiln-stop"));
        int exitCode;
        try {
            exitCode = run(args);
        } catch (Throwable e) { // out of memory, a broken installation: whatever it is, a sentence and an exit code
            exitCode = Failures.report(e, System.err);
        } finally {
            done.countDown();
        }
        HttpClientThreads.end();
        System.exit(exitCode);
    }

    private static void stop(Thread main, CountDownLatch done) {
        if (done.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            if (!done.await(STOPPING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("kiln: what still runs is left to end with this process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs one command and gives its exit code; output goes to the standard streams. */
    public static int run(String... args) {
        QuietLibraries.install();
        CommandLine line = Commands.line(args);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(new UsageErrors());
        return line.execute(args);
    }
}
