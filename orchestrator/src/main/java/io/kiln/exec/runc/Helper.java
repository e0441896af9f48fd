package io.kiln.exec.runc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The process that owns the mount and the container of one run, in namespaces of its own. It lives no longer than the
 * pipe to its standard input is open, so the end of this JVM, however it comes, ends it too.
 */
final class Helper {

    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String SCRIPT = script();
    private static final long PATIENCE_SECONDS = 10;

    private final Process process;

    private Helper(Process process) {
        this.process = process;
    }

    static Helper start(Path directory, String overlayOptions, String containerId, boolean slirp) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--propagation",
                "private",
                "/bin/sh",
                "-c",
                SCRIPT,
                "kiln-helper",
                directory.toString(),
                overlayOptions,
                containerId,
                slirp ? "slirp" : "plain");
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        // The newer mount calls take at most 256 bytes for one option.
        builder.environment().put("LIBMOUNT_FORCE_MOUNT2", "always");
        builder.redirectError(directory.resolve("helper.err").toFile());
        return new Helper(builder.start());
    }

    /** What the container prints, to its end. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Waits until all is over. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    /** Ends container and helper; returns when nothing of them runs any more. */
    void kill() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            process.destroyForcibly();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Helper.class.getResourceAsStream("helper.sh"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The exit status of the container that ran in this directory, or an exception that says why there is none. */
    static int exitStatus(Path directory) throws IOException {
        Path status = directory.resolve("status");
        if (!Files.exists(status)) {
            throw new ContainerException(read(directory.resolve("helper.err")));
        }
        List<String> errors = read(directory.resolve("runc.log"))
                .lines()
                .filter(line -> line.contains("\"level\":\"error\""))
                .toList();
        if (!errors.isEmpty()) {
            throw new ContainerException(errors.get(errors.size() - 1));
        }
        return Integer.parseInt(read(status));
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip() : "";
    }
}
