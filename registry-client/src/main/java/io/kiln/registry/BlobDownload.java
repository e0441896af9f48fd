package io.kiln.registry;

import io.kiln.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Set;

/** Opens a blob of a registry at any offset. */
final class BlobDownload {

    private final RegistrySession session;
    private final String repository;
    private final Descriptor blob;

    BlobDownload(RegistrySession session, String repository, Descriptor blob) {
        this.session = session;
        this.repository = repository;
        this.blob = blob;
    }

    Descriptor blob() {
        return blob;
    }

    Retrier retrier() {
        return session.retrier();
    }

    InputStream openAt(long offset) throws IOException {
        URI uri = session.uri("/v2/" + repository + "/blobs/" + blob.digest());
        HttpCall http = HttpCall.of("GET", uri);
        if (offset > 0) {
            http = http.with("Range", "bytes=" + offset + "-");
        }
        RegistryCall call = call(http, offset > 0 ? Set.of(200, 206) : Set.of(200));
        HttpResponse<InputStream> response = session.sendOnce(call);
        InputStream body = StallGuard.watch(response.body(), session.patience());
        if (response.statusCode() == 206) {
            String range = response.headers().firstValue("Content-Range").orElse("");
            if (!range.startsWith("bytes " + offset + "-")) {
                body.close();
                throw new RegistryException(
                        session.failure(call, "asked from byte " + offset + ", got another range"), null);
            }
        } else {
            skip(body, offset); // a registry without ranges sends all of it again
        }
        return body;
    }

    private void skip(InputStream body, long offset) throws IOException {
        try {
            body.skipNBytes(offset);
        } catch (IOException e) {
            body.close();
            throw broken(e);
        }
    }

    /** Says what went wrong while the body was read, as an exception that may be worth another try. */
    IOException broken(IOException e) {
        return RegistryErrors.ofIo(failure(""), e, session.endpoint().isLoopback());
    }

    RegistryMismatchException mismatch(String expected, String actual) {
        String what = "expected " + expected + ", got " + actual;
        return new RegistryMismatchException(failure(what), blob.digest(), actual);
    }

    private RegistryFailure failure(String what) {
        return session.failure(call(HttpCall.of("GET", session.uri("/")), Set.of(200)), what);
    }

    private RegistryCall call(HttpCall http, Set<Integer> expected) {
        return new RegistryCall(
                "pulling blob " + blob.digest(), repository, Scopes.of(repository, "pull"), http, expected);
    }
}
