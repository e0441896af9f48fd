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
 * @param sending how long the whole body may take, beside the time that every answer has
 */
record HttpCall(String method, URI uri, Map<String, String> headers, BodyPublisher body, Duration sending) {

    HttpCall {
        headers = Map.copyOf(headers);
    }

    static HttpCall of(String method, URI uri) {
        return new HttpCall(method, uri, Map.of(), BodyPublishers.noBody(), Duration.ZERO);
    }

    HttpCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpCall(method, uri, more, body, sending);
    }

    HttpCall withBody(String contentType, BodyPublisher content, Duration time) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put("Content-Type", contentType);
        return new HttpCall(method, uri, more, content, time);
    }

    HttpCall withBody(String contentType, byte[] content) {
        return withBody(contentType, BodyPublishers.ofByteArray(content), Duration.ZERO);
    }

    HttpCall to(URI other) {
        return new HttpCall(method, other, headers, body, sending);
    }

    boolean changesNothing() {
        return method.equals("GET") || method.equals("HEAD");
    }

    HttpCall without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new HttpCall(method, uri, fewer, body, sending);
    }

    /**
     * @param content the body, by whatever hands it on
     * @param answer how long the headers of the answer may take
     */
    HttpRequest toRequest(BodyPublisher content, Duration answer) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).method(method, content).timeout(answer.plus(sending));
        headers.forEach(builder::header);
        return builder.build();
    }
}
