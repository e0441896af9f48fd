package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/** A request with its query taken apart. */
final class Request {

    private final org.eclipse.jetty.server.Request http;
    private final InputStream body;
    private final Map<String, String> query = new LinkedHashMap<>();

    Request(org.eclipse.jetty.server.Request http, InputStream body) throws RequestException {
        this.http = http;
        this.body = body;
        @Nullable String raw = http.getHttpURI().getQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }

    private static String decode(String text) throws RequestException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.UNSUPPORTED, "the query is not well-formed");
        }
    }

    String method() {
        return http.getMethod();
    }

    /** Decoded but not normalised: {@code ..} in a name is refused, never resolved. */
    String path() {
        return URIUtil.decodePath(http.getHttpURI().getPath());
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    Optional<Digest> queryDigest(String name) throws RequestException {
        String text = query.get(name);
        return text == null ? Optional.empty() : Optional.of(digest(text));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(http.getHeaders().get(name));
    }

    InputStream body() {
        return body;
    }

    byte[] body(int limit, ErrorCode tooLarge) throws IOException, RequestException {
        byte[] content = body().readNBytes(limit + 1);
        if (content.length > limit) {
            throw new RequestException(tooLarge, "the body is larger than " + limit + " bytes");
        }
        return content;
    }

    static Digest digest(String text) throws RequestException {
        try {
            return Digest.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.DIGEST_INVALID, e.getMessage() == null ? "" : e.getMessage());
        }
    }
}
