package io.kiln.registry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All tags of a repository, page after page. */
final class TagList {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NEXT = Pattern.compile("<([^<>]*)>\\s*;[^,]*rel=\"?next\"?");
    private static final int MAX_PAGES = 1000;

    private final RegistrySession session;
    private final String repository;

    TagList(RegistrySession session, String repository) {
        this.session = session;
        this.repository = repository;
    }

    List<String> all() throws IOException {
        Set<String> tags = new LinkedHashSet<>();
        Optional<URI> page = Optional.of(session.uri("/v2/" + repository + "/tags/list?n=1000"));
        for (int read = 0; page.isPresent(); read++) {
            RegistryCall call = new RegistryCall(
                    "listing tags",
                    repository,
                    Scopes.of(repository, "pull"),
                    HttpCall.of("GET", page.get()),
                    Set.of(200));
            if (read == MAX_PAGES) {
                throw new RegistryException(session.failure(call, "more than " + MAX_PAGES + " pages"), null);
            }
            HttpResponse<InputStream> response = session.send(call);
            add(call, BodyReader.read(response, BodyReader.MANIFEST_LIMIT), tags);
            page = next(call, response);
        }
        return List.copyOf(tags);
    }

    private void add(RegistryCall call, byte[] body, Set<String> tags) throws IOException {
        try {
            for (JsonNode tag : JSON.readTree(body).path("tags")) {
                tags.add(tag.asText());
            }
        } catch (JacksonException e) {
            throw new RegistryException(session.failure(call, "the answer is not JSON"), e);
        }
    }

    /** A link to another host would carry our token there, so it is refused. */
    private Optional<URI> next(RegistryCall call, HttpResponse<InputStream> response) throws IOException {
        Matcher link = NEXT.matcher(String.join(",", response.headers().allValues("Link")));
        if (!link.find()) {
            return Optional.empty();
        }
        URI next;
        try {
            next = call.http().uri().resolve(link.group(1));
        } catch (IllegalArgumentException e) {
            throw new RegistryException(session.failure(call, "the link to the next page is not an address"), e);
        }
        if (!session.endpoint().isSameHost(next)) {
            throw new RegistryException(session.failure(call, "the link to the next page leads to another host"), null);
        }
        return Optional.of(next);
    }
}
