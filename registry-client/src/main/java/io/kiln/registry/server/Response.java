package io.kiln.registry.server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the answer of one exchange, without a body when the request was HEAD. */
final class Response {

    private final HttpExchange exchange;

    Response(HttpExchange exchange) {
        this.exchange = exchange;
        header("Docker-Distribution-API-Version", "registry/2.0");
    }

    Response header(String name, Object value) {
        exchange.getResponseHeaders().set(name, value.toString());
        return this;
    }

    /** Whether the status line is out, so that nothing else can be said. */
    boolean isBegun() {
        return exchange.getResponseCode() >= 0;
    }

    void empty(int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    void bytes(int status, String contentType, byte[] content) throws IOException {
        header("Content-Type", contentType);
        content(status, content.length, out -> out.write(content));
    }

    /** A body that writes itself. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void content(int status, long length, Content content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD") || length == 0) {
            header("Content-Length", length);
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        try (OutputStream out = exchange.getResponseBody()) {
            content.writeTo(out);
        }
    }
}
