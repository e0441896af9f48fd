package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reaches the engine of another machine through {@code ssh} and {@code docker system dial-stdio} over there. */
final class SshDialer implements EngineDialer {

    /** Ctrl-C is for Kiln, which still needs the engine to stop what runs there. */
    private static final String DEAF_TO_INTERRUPTS = "trap '' INT QUIT; exec \"$@\"";

    /** A server lets ten log in at once by default, and turns away some of those that are more (MaxStartups). */
    private static final int LOGINS_AT_ONCE = 6;

    private static final int LONGEST_LOGIN_SECONDS = 5;

    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE);
    private final DockerEndpoint endpoint;
    private final List<String> command;
    private final Map<String, String> environment;

    private SshDialer(DockerEndpoint endpoint, List<String> command, Map<String, String> environment) {
        this.endpoint = endpoint;
        this.command = command;
        this.environment = environment;
    }

    /** @param environment where {@code PATH} names the folder of {@code ssh}; it gets all of it */
    static SshDialer to(DockerEndpoint endpoint, Map<String, String> environment) throws BuildException {
        URI address = endpoint.address();
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", DEAF_TO_INTERRUPTS, "kiln-ssh", program(endpoint, environment)));
        // No questions: there may be no terminal, and several connections would ask at once.
        command.addAll(List.of("-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=30"));
        if (address.getUserInfo() != null) {
            command.addAll(List.of("-l", address.getUserInfo()));
        }
        if (address.getPort() >= 0) {
            command.addAll(List.of("-p", Integer.toString(address.getPort())));
        }
        String host = address.getHost();
        command.addAll(List.of(
                "--",
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                "docker",
                "system",
                "dial-stdio"));
        return new SshDialer(endpoint, List.copyOf(command), Map.copyOf(environment));
    }

    private static String program(DockerEndpoint endpoint, Map<String, String> environment) throws BuildException {
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(folder, "ssh").toAbsolutePath();
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new BuildException(
                DockerEngineExceptions.ENVIRONMENT,
                "the Docker Engine at " + endpoint
                        + " is reached with the program 'ssh', which is not on the PATH: apt-get install openssh-client");
    }

    @Override
    public Line dial() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        logins.acquireUninterruptibly();
        AtomicBoolean over = new AtomicBoolean();
        Runnable loggedIn = () -> {
            if (over.compareAndSet(false, true)) {
                logins.release();
            }
        };
        // Who logged in need not get an answer soon.
        CompletableFuture.delayedExecutor(LONGEST_LOGIN_SECONDS, TimeUnit.SECONDS)
                .execute(loggedIn);
        return new SshLine(endpoint, builder.start(), loggedIn);
    }
}
