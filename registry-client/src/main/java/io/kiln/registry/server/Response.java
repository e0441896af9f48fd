package io.kiln.registry.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/** Writes the answer to one request, without a body when the request was HEAD. */
final class Response {

    private final org.eclipse.jetty.server.Response http;

    Response(org.eclipse.jetty.server.Response http) {
        this.http = http;
        header("Docker-Distribution-API-Version", "registry/2.0");
    }

    Response header(String name, Object value) {
        http.getHeaders().put(name, value.toString());
        return this;
    }

    /** Whether the status line is out, so that nothing else can be said. */
    boolean isBegun() {
        return http.isCommitted();
    }

    /** The status goes out when the request is completed. */
    void empty(int status) {
        http.setStatus(status);
    }

    void bytes(int status, String contentType, byte[] content) throws IOException {
        header("Content-Type", contentType);
        content(status, content.length, body -> body.write(ByteBuffer.wrap(content)));
    }

    /** A body that writes itself. */
    @FunctionalInterface
    interface Writer {
        void writeTo(Body body) throws IOException;
    }

    /** Where a body is written to, in pieces that are sent as they are, without another copy. */
    @FunctionalInterface
    interface Body {
        void write(ByteBuffer piece) throws IOException;
    }

    void content(int status, long length, Writer content) throws IOException {
        http.setStatus(status);
        http.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (!http.getRequest().getMethod().equals("HEAD") && length > 0) {
            content.writeTo(piece -> Content.Sink.write(http, false, piece));
        }
    }
}
