package io.kiln.registry.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a path, and turns what goes wrong into the error form of the specification. */
final class RegistryHandler extends Handler.Abstract {

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
    public boolean handle(
            org.eclipse.jetty.server.Request http, org.eclipse.jetty.server.Response answer, Callback callback) {
        // Hashing and syncing a large blob takes its time; only a silent connection is dropped.
        http.addIdleTimeoutListener(timeout -> false);
        underWay.incrementAndGet();
        try {
            answer(http, new Response(answer));
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            callback.failed(e); // nobody is left to be told: the connection is dropped
        } finally {
            underWay.decrementAndGet();
        }
        LOG.debug("{} {} -> {}", http.getMethod(), http.getHttpURI().getPath(), answer.getStatus());
        return true;
    }

    private void answer(org.eclipse.jetty.server.Request http, Response response) throws IOException {
        InputStream body = Content.Source.asInputStream(http);
        try {
            route(new Request(http, body), response);
        } catch (RequestException e) {
            drain(body);
            Errors.answer(response, e.code(), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            if (e instanceof ClientGoneException || response.isBegun()) {
                throw e;
            }
            LOG.warn("{} {} failed", http.getMethod(), http.getHttpURI().getPath(), e);
            Errors.answer(response, ErrorCode.UNKNOWN, "the registry failed; its log says why");
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

    private void route(Request request, Response response) throws IOException, RequestException {
        String path = request.path();
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
}
