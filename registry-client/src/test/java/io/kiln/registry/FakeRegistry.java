package io.kiln.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kiln.oci.ImageReference;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers as a test says and remembers what it was asked. */
final class FakeRegistry implements Closeable {

    /** What came in. */
    record Asked(String method, String target, Map<String, String> headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** What goes out; a body of which only a part is sent breaks the connection. */
    record Reply(int status, Map<String, String> headers, byte[] body, int sent) {
        static Reply of(int status) {
            return of(status, new byte[0]);
        }

        static Reply of(int status, byte[] body) {
            return new Reply(status, Map.of(), body, body.length);
        }

        static Reply of(int status, String body) {
            return of(status, body.getBytes(StandardCharsets.UTF_8));
        }

        Reply with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body, sent);
        }

        Reply brokenAfter(int bytes) {
            return new Reply(status, headers, body, bytes);
        }
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeRegistry(Function<Asked, Reply> script) throws IOException {
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.setExecutor(threads);
        http.createContext("/", exchange -> answer(exchange, script));
        http.start();
    }

    private void answer(HttpExchange exchange, Function<Asked, Reply> script) throws IOException {
        try (exchange) {
            Map<String, String> headers = new LinkedHashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            Asked question = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            asked.add(question);
            Reply reply = script.apply(question);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            if (question.method().equals("HEAD") || reply.body().length == 0) {
                exchange.sendResponseHeaders(reply.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body(), 0, reply.sent());
            exchange.getResponseBody().flush();
        }
    }

    int port() {
        return http.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    ImageReference ref(String rest) {
        return ImageReference.parse("127.0.0.1:" + port() + "/" + rest);
    }

    List<Asked> asked() {
        return asked;
    }

    List<Asked> asked(String start) {
        return asked.stream().filter(a -> a.toString().startsWith(start)).toList();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
