package io.kiln.registry.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a path, and turns what goes wrong into the error form of the specification. */
final class RegistryHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryHandler.class);
    private static final long MAX_DRAINED = 16 * 1024 * 1024;
    private static final Pattern UPLOADS = Pattern.compile("/v2/(.+)/blobs/uploads/?");
    private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([^/]+)");
    private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/([^/]+)");
    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
    private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");

    private final AtomicInteger underWay = new AtomicInteger();
    private final Storage storage;
    private final BlobRoutes blobs;
    private final UploadRoutes uploads;
    private final ManifestRoutes manifests;
    private final ListRoutes lists;

    RegistryHandler(Storage storage) {
        this.storage = storage;
        this.blobs = new BlobRoutes(storage);
        this.uploads = new UploadRoutes(storage);
        this.manifests = new ManifestRoutes(storage);
        this.lists = new ListRoutes(storage);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Response response = new Response(exchange);
        underWay.incrementAndGet();
        try (exchange) {
            try {
                route(new Request(exchange), response, exchange.getRequestURI().getPath());
            } catch (RequestException e) {
                drain(exchange.getRequestBody());
                error(response, e.code(), String.valueOf(e.getMessage()));
            } catch (IOException | RuntimeException e) {
                if (e instanceof ClientGoneException || response.isBegun()) {
                    throw e; // nobody is left to be told: the server drops the connection
                }
                LOG.warn(
                        "{} {} failed",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        e);
                error(response, ErrorCode.UNKNOWN, "the registry failed; its log says why");
            }
            LOG.debug(
                    "{} {} -> {}",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getResponseCode());
        } finally {
            underWay.decrementAndGet();
        }
    }

    /** A client that still sends would see a broken connection instead of the answer; so its body is read, within reason. */
    private static void drain(InputStream body) throws IOException {
        byte[] scratch = new byte[64 * 1024];
        long left = MAX_DRAINED;
        while (left > 0) {
            int n = body.read(scratch);
            if (n < 0) {
                return;
            }
            left -= n;
        }
    }

    /** How many requests are being answered. */
    int underWay() {
        return underWay.get();
    }

    private void route(Request request, Response response, String path) throws IOException, RequestException {
        Matcher m;
        if (path.equals("/v2/") || path.equals("/v2")) {
            response.bytes(200, Json.TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/v2/_catalog")) {
            lists.catalog(request, response);
        } else if ((m = UPLOADS.matcher(path)).matches()) {
            uploads.begin(request, response, storage.repository(m.group(1)));
        } else if ((m = UPLOAD.matcher(path)).matches()) {
            uploads.handle(request, response, storage.repository(m.group(1)), m.group(2));
        } else if ((m = BLOB.matcher(path)).matches()) {
            blobs.handle(request, response, storage.repository(m.group(1)), Request.digest(m.group(2)));
        } else if ((m = MANIFEST.matcher(path)).matches()) {
            manifests.handle(request, response, storage.repository(m.group(1)), m.group(2));
        } else if ((m = TAGS.matcher(path)).matches()) {
            lists.tags(request, response, storage.repository(m.group(1)));
        } else {
            throw new RequestException(ErrorCode.NAME_UNKNOWN, "nothing is served under this path");
        }
    }

    private static void error(Response response, ErrorCode code, String message) throws IOException {
        Map<String, Object> error = Map.of("code", code.name(), "message", message);
        response.bytes(code.status(), Json.TYPE, Json.write(Map.of("errors", List.of(error))));
    }
}
