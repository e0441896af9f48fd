package io.kiln.examples;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A registry on a free port of this machine, running until it is closed. */
final class Registry implements Closeable {
    private final String address;
    private final Process process;

    private Registry(String address, Process process) {
        this.address = address;
        this.process = process;
    }

    /** The registry that Kiln brings. */
    static Registry embedded(Path directory) throws IOException, InterruptedException {
        String address = freeAddress();
        return started(
                address,
                Kiln.command("registry", "serve", "--listen", address, "--storage", directory.resolve("storage")),
                directory);
    }

    /** Debian's docker-registry: the counterpart that was not written here. */
    static Registry docker(Path directory) throws IOException, InterruptedException {
        String address = freeAddress();
        Path configuration = directory.resolve("config.yml");
        Files.writeString(configuration, """
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: %s
                http:
                  addr: %s
                """.formatted(directory.resolve("storage"), address));
        return started(address, Command.of(directory, "docker-registry", "serve", configuration), directory);
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        try {
            Command.end(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Registry started(String address, Command command, Path directory)
            throws IOException, InterruptedException {
        Path log = directory.resolve("registry.log");
        Registry registry = new Registry(address, command.start(log));
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline && registry.process.isAlive()) {
            if (answers(address)) {
                return registry;
            }
            Thread.sleep(100);
        }
        registry.close();
        throw new AssertionError("no registry at " + address + ":\n" + Files.readString(log));
    }

    private static boolean answers(String address) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/v2/"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** An address of this machine at which nothing listens. */
    static String freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
