package io.kiln.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.http.HttpResponse;

/** Reads answers that are meant to be small, and no more of them than is sane. */
final class BodyReader {

    static final int ERROR_LIMIT = 64 * 1024;
    static final int TOKEN_LIMIT = 1024 * 1024;
    static final int MANIFEST_LIMIT = 4 * 1024 * 1024;

    private BodyReader() {}

    /** The whole body; closes it. */
    static byte[] read(HttpResponse<InputStream> response, int limit) throws IOException {
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new ProtocolException("the answer is larger than " + limit + " bytes");
            }
            return content;
        }
    }

    /** Up to 64 KiB of what explains an error; never fails, for the status says the main thing. */
    static byte[] readError(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            return body.readNBytes(ERROR_LIMIT);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Empties a body nobody wants, so that the connection can be used again. */
    static void discard(HttpResponse<InputStream> response) {
        readError(response);
    }
}
