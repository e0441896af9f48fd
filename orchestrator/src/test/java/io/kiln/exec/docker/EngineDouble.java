package io.kiln.exec.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Negotiates as an engine of some version does: {@code /version} without a version in the path, and a refusal of those
 * that it does not speak. It records what it is asked.
 */
final class EngineDouble implements Closeable {

    private static final Pattern VERSIONED = Pattern.compile("/v1\\.([0-9]+)(/.*)");

    private final HttpServer server;
    private final int least;
    private final int newest;
    private final String os;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private EngineDouble(HttpServer server, int least, int newest, String os) {
        this.server = server;
        this.least = least;
        this.newest = newest;
        this.os = os;
    }

    /** Speaks API 1.{@code least} to 1.{@code newest}. */
    static EngineDouble speaking(int least, int newest, String os) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        EngineDouble engine = new EngineDouble(server, least, newest, os);
        server.createContext("/", engine::answer);
        server.start();
        return engine;
    }

    String address() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", address());
    }

    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        Matcher versioned = VERSIONED.matcher(path);
        if (versioned.matches()) {
            int version = Integer.parseInt(versioned.group(1));
            if (version > newest || version < least) {
                send(
                        exchange,
                        400,
                        "{\"message\":\"client version 1." + version + " is too " + (version > newest ? "new" : "old")
                                + "\"}");
                return;
            }
            path = versioned.group(2);
        }
        switch (path) {
            case "/version" ->
                send(
                        exchange,
                        200,
                        "{\"Version\":\"" + newest + ".0.1\",\"ApiVersion\":\"1." + newest + "\",\"MinAPIVersion\":\"1."
                                + least + "\",\"Os\":\"" + os + "\",\"Arch\":\"arm64\",\"Later\":{\"a\":1}}");
            case "/info" ->
                send(
                        exchange,
                        200,
                        "{\"ID\":\"the-id\",\"Driver\":\"overlayfs\",\"DriverStatus\":[[\"driver-type\","
                                + "\"io.containerd.snapshotter.v1\"]],\"DockerRootDir\":\"/data\",\"OSType\":\"" + os
                                + "\",\"Architecture\":\"aarch64\",\"SecurityOptions\":[\"name=seccomp,profile=builtin\","
                                + "\"name=rootless\",\"name=cgroupns\"]}");
            case "/containers/full/json" ->
                send(exchange, 500, "{\"message\":\"write /data/x: no space left on device\"}");
            case "/containers/long/json" -> send(exchange, 500, "<html>\u001b[31m\n" + "x".repeat(10_000_000));
            default -> send(exchange, 404, "{\"message\":\"page not found\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
