package io.kiln.exec.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running {@code ssh}. */
final class SshLine implements EngineDialer.Line {

    private static final int CHUNK = 8192;
    private static final int LONGEST = 700;
    private static final int PATIENCE_SECONDS = 5;
    /** With this, ssh says that it was not the command over there that failed, but itself. */
    private static final int SSH_FAILED = 255;

    private static final int NOT_FOUND = 127;

    private final DockerEndpoint endpoint;
    private final Process process;
    private final InputStream in;
    private final StringBuilder said = new StringBuilder();
    private final Thread listener;

    /** @param answered is called once something comes, at least the end; may be called again */
    SshLine(DockerEndpoint endpoint, Process process, Runnable answered) {
        this.endpoint = endpoint;
        this.process = process;
        this.in = new FilterInputStream(process.getInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return in.read(bytes, offset, length);
                } finally {
                    answered.run();
                }
            }
        };
        this.listener = RelayedConnection.start("kiln-engine-ssh", this::listen);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return process.getOutputStream();
    }

    /** Keeps the last of what ssh complains of: before it, there may be greetings. */
    private void listen() {
        byte[] chunk = new byte[CHUNK];
        try (InputStream err = process.getErrorStream()) {
            for (int count = err.read(chunk); count >= 0; count = err.read(chunk)) {
                synchronized (said) {
                    said.append(new String(chunk, 0, count, StandardCharsets.UTF_8));
                    said.delete(0, Math.max(0, said.length() - LONGEST));
                }
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    @Override
    public Optional<String> failure() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            listener.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        String complaint;
        synchronized (said) {
            complaint = DockerEngineExceptions.clean(said.toString());
        }
        int exit = process.exitValue();
        return Optional.of("the Docker Engine at " + endpoint + " cannot be reached: ssh"
                + (exit == SSH_FAILED
                        ? " failed"
                        : exit == NOT_FOUND
                                ? " works, and the program 'docker' is not there"
                                : " works, and 'docker system dial-stdio' there ended with " + exit)
                + (complaint.isEmpty() ? "" : ": " + complaint)
                + (exit == SSH_FAILED
                        ? ". It must work without a password or a question: 'ssh " + endpoint.address()
                                + " docker version'"
                        : ""));
    }

    @Override
    public void end() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                close();
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
