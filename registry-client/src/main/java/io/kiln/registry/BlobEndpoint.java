package io.kiln.registry;

import io.kiln.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The single requests on blobs of one repository: look, mount, begin an upload, send. */
final class BlobEndpoint {

    /** Slower than this a link is not worth waiting for. */
    private static final long SLOWEST_BYTES_PER_SECOND = 50_000;

    private final RegistrySession session;
    private final String repository;
    private final Scopes push;

    BlobEndpoint(RegistrySession session, String repository) {
        this.session = session;
        this.repository = repository;
        this.push = Scopes.of(repository, "pull", "push");
    }

    boolean exists(Descriptor blob) throws IOException {
        HttpCall http = HttpCall.of("HEAD", session.uri(path() + blob.digest()));
        HttpResponse<InputStream> response =
                session.send(call("looking for blob " + blob.digest(), push, http, Set.of(200, 404)));
        BodyReader.discard(response);
        return response.statusCode() == 200;
    }

    /** Tries to link the blob from another repository; false if that one does not have it or we may not read it. */
    boolean mount(Descriptor blob, String from) throws IOException {
        HttpCall http = HttpCall.of("POST", session.uri(path() + "uploads/?mount=" + blob.digest() + "&from=" + from));
        Scopes both = push.union(Scopes.of(from, "pull"));
        HttpResponse<InputStream> response;
        try {
            response = session.send(
                    call("mounting blob " + blob.digest() + " from " + from, both, http, Set.of(201, 202, 404, 405)));
        } catch (RegistryUnauthorizedException e) {
            return false;
        }
        BodyReader.discard(response);
        if (response.statusCode() == 202) {
            cancel(response);
        }
        return response.statusCode() == 201;
    }

    /** Begins an upload and gives the address to send to. */
    URI begin(Descriptor blob) throws IOException {
        HttpCall http = HttpCall.of("POST", session.uri(path() + "uploads/"));
        RegistryCall call = call("starting the upload of blob " + blob.digest(), push, http, Set.of(202));
        HttpResponse<InputStream> response = session.sendOnce(call);
        BodyReader.discard(response);
        return location(response)
                .orElseThrow(() -> new RegistryException(
                        session.failure(call, "the registry does not say where to upload (no valid Location)"), null));
    }

    /** Sends the whole blob in one request. */
    void send(Descriptor blob, URI upload, BodyPublisher content) throws IOException {
        String separator = upload.getRawQuery() == null ? "?" : "&";
        URI target = URI.create(upload + separator + "digest=" + blob.digest());
        Duration time = Duration.ofSeconds(blob.size() / SLOWEST_BYTES_PER_SECOND);
        HttpCall http = HttpCall.of("PUT", target).withBody("application/octet-stream", content, time);
        HttpResponse<InputStream> response =
                session.sendOnce(call("pushing blob " + blob.digest(), push, http, Set.of(201, 204)));
        BodyReader.discard(response);
    }

    /** A mount that became an upload leaves one behind; registries forget it in time, so a failure is no matter. */
    private void cancel(HttpResponse<InputStream> response) {
        location(response).ifPresent(upload -> {
            try {
                BodyReader.discard(session.sendOnce(
                        call("cancelling an upload", push, HttpCall.of("DELETE", upload), Set.of(200, 202, 204, 404))));
            } catch (IOException e) {
                // nothing depends on it
            }
        });
    }

    private static Optional<URI> location(HttpResponse<InputStream> response) {
        try {
            return response.headers()
                    .firstValue("Location")
                    .map(response.uri()::resolve)
                    .filter(uri -> uri.getHost() != null)
                    .filter(uri -> "https".equals(uri.getScheme())
                            || "http".equals(uri.getScheme())
                                    && "http".equals(response.uri().getScheme()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private RegistryCall call(String action, Scopes scopes, HttpCall http, Set<Integer> expected) {
        return new RegistryCall(action, repository, scopes, http, expected);
    }

    private String path() {
        return "/v2/" + repository + "/blobs/";
    }
}
