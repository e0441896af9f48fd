package io.kiln.boot;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A running emulator, in a process group of its own. It lives no longer than the pipe to its standard input is open, so the
 * end of this JVM, however it comes, ends it too. Closing it ends the whole group.
 */
final class MachineProcess implements Closeable {

    private static final String SCRIPT = script();
    private static final long PATIENCE_SECONDS = 5;
    private static final int MOST_ERRORS = 64 << 10;

    private final Process process;
    private final byte[] errors = new byte[MOST_ERRORS];
    private int errorLength;

    private MachineProcess(Process process) {
        this.process = process;
        daemon("kiln-boot-errors", this::keepErrors);
    }

    static MachineProcess start(List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", SCRIPT, "kiln-boot"));
        all.addAll(command);
        return new MachineProcess(new ProcessBuilder(all).start());
    }

    /** What the machine's console prints. Reading may block as long as the emulator does. */
    InputStream console() {
        return process.getInputStream();
    }

    /** The emulator's exit status when it has ended by itself within this time, else -1. */
    int exitStatus(long milliseconds) throws InterruptedException {
        return process.waitFor(milliseconds, TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    /** What the emulator itself had to say, without control characters. */
    String errors() {
        synchronized (errors) {
            return new String(errors, 0, errorLength, StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cc}&&[^\n]]", "")
                    .strip();
        }
    }

    /** Whether {@link #close()} could not end it: an emulator that hangs inside the kernel does not even die. */
    boolean hangs() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void keepErrors() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getErrorStream()) {
            int count;
            while ((count = in.read(buffer)) >= 0) {
                synchronized (errors) {
                    int kept = Math.min(count, errors.length - errorLength);
                    System.arraycopy(buffer, 0, errors, errorLength, kept);
                    errorLength += kept;
                }
            }
        } catch (IOException e) {
            // the stream was closed under us: there is no more to keep
        }
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(MachineProcess.class.getResourceAsStream("machine.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
