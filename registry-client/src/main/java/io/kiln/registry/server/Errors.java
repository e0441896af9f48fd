package io.kiln.registry.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Errors in the form of the specification, also for requests that are no proper HTTP and reach no route. */
final class Errors extends ErrorHandler {

    static void answer(Response response, ErrorCode code, String message) throws IOException {
        response.bytes(code.status(), Json.TYPE, document(code, message));
    }

    private static byte[] document(ErrorCode code, String message) {
        Map<String, Object> error = Map.of("code", code.name(), "message", message);
        return Json.write(Map.of("errors", List.of(error)));
    }

    /** Every method is answered in this form; by default a refused PUT gets an empty answer. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        ErrorCode code = status < 500 ? ErrorCode.UNSUPPORTED : ErrorCode.UNKNOWN;
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Json.TYPE);
        // Jetty may drop such a connection; a client that is not told would send its next request into nothing.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        String said = message == null ? "the request cannot be answered" : message;
        response.write(true, ByteBuffer.wrap(document(code, said)), callback);
    }
}
