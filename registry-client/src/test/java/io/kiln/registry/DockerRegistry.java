package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry, in a process of its own. */
final class DockerRegistry implements Closeable {

    private final Process process;
    private final String name;

    private DockerRegistry(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param directory for its files
     * @param address where it listens, at a port that is free
     * @param http more of its {@code http} section, as a YAML flow mapping without braces; may be empty
     * @param auth its {@code auth} section, likewise
     */
    static DockerRegistry start(Path directory, InetAddress address, String http, String auth) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, address)) {
            port = free.getLocalPort();
        }
        String name = address.getHostAddress() + ":" + port;
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error}
                storage:
                  filesystem: {rootdirectory: %s/data}
                  delete: {enabled: true}
                http: {addr: %s, secret: test%s}
                auth: {%s}
                """.formatted(directory, name, http.isEmpty() ? "" : ", " + http, auth));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await(process, new InetSocketAddress(address, port), log);
        return new DockerRegistry(process, name);
    }

    /** The section of a registry that knows one user by a password. */
    static String passwordOf(Path directory, String user, String password) throws Exception {
        Path file = directory.resolve("htpasswd");
        Files.writeString(file, Programs.run(directory, "htpasswd", "-Bbn", user, password));
        return "htpasswd: {realm: test, path: " + file + "}";
    }

    private static void await(Process process, InetSocketAddress address, Path log) throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException e) {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                Thread.sleep(100);
            }
        }
        throw new AssertionError("docker-registry did not start: " + Files.readString(log));
    }

    /** Host and port, as in references. */
    String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw Interrupts.asIo(e);
        }
    }
}
