package io.kiln.registry;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP request that can be sent again: its body makes a fresh stream for each sending.
 *
 * @param timeout until the headers of the answer are there, so the sending of the body counts
 */
record HttpCall(String method, URI uri, Map<String, String> headers, BodyPublisher body, Duration timeout) {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    HttpCall {
        headers = Map.copyOf(headers);
    }

    static HttpCall of(String method, URI uri) {
        return new HttpCall(method, uri, Map.of(), BodyPublishers.noBody(), ANSWER);
    }

    HttpCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpCall(method, uri, more, body, timeout);
    }

    HttpCall withBody(String contentType, BodyPublisher content, Duration limit) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put("Content-Type", contentType);
        return new HttpCall(method, uri, more, content, limit);
    }

    HttpCall withBody(String contentType, byte[] content) {
        return withBody(contentType, BodyPublishers.ofByteArray(content), ANSWER);
    }

    HttpCall to(URI other) {
        return new HttpCall(method, other, headers, body, timeout);
    }

    boolean changesNothing() {
        return method.equals("GET") || method.equals("HEAD");
    }

    HttpCall without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new HttpCall(method, uri, fewer, body, timeout);
    }

    HttpRequest toRequest() {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).method(method, body).timeout(timeout);
        headers.forEach(builder::header);
        return builder.build();
    }
}
