package io.kiln.registry.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v2/NAME/tags/list} and {@code /v2/_catalog}, in pages when asked. */
final class ListRoutes {

    private final Storage storage;

    ListRoutes(Storage storage) {
        this.storage = storage;
    }

    void tags(Request request, Response response, Repository repository) throws IOException, RequestException {
        onlyRead(request);
        if (!repository.exists()) {
            throw new RequestException(ErrorCode.NAME_UNKNOWN, "no repository " + repository.name());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", repository.name());
        String path = "/v2/" + repository.name() + "/tags/list";
        answer.put("tags", page(request, response, path, repository.tags()));
        response.bytes(200, Json.TYPE, Json.write(answer));
    }

    void catalog(Request request, Response response) throws IOException, RequestException {
        onlyRead(request);
        List<String> names = page(request, response, "/v2/_catalog", storage.repositoryNames());
        response.bytes(200, Json.TYPE, Json.write(Map.of("repositories", names)));
    }

    private static List<String> page(Request request, Response response, String path, List<String> sorted)
            throws RequestException {
        Optional<String> last = request.query("last");
        List<String> rest = last.isEmpty()
                ? sorted
                : sorted.stream().filter(name -> name.compareTo(last.get()) > 0).toList();
        Optional<String> wanted = request.query("n");
        if (wanted.isEmpty()) {
            return rest;
        }
        if (!wanted.get().matches("[0-9]{1,9}")) {
            throw new RequestException(ErrorCode.PAGINATION_NUMBER_INVALID, "'n' is not a number");
        }
        int n = Integer.parseInt(wanted.get());
        if (n >= rest.size()) {
            return rest;
        }
        if (n > 0) {
            String next = URLEncoder.encode(rest.get(n - 1), StandardCharsets.UTF_8);
            response.header("Link", "<" + path + "?last=" + next + "&n=" + n + ">; rel=\"next\"");
        }
        return rest.subList(0, n);
    }

    private static void onlyRead(Request request) throws RequestException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new RequestException(ErrorCode.UNSUPPORTED, "lists can only be read");
        }
    }
}
