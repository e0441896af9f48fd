package io.kiln.registry;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.ImageReference;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;

/** The manifests of a registry: read, look, write, delete. What comes is compared with every digest that is known. */
final class ManifestEndpoint {

    private static final String ACCEPT = String.join(
            ", ", MediaTypes.MANIFEST, MediaTypes.INDEX, MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_MANIFEST_LIST);

    private final RegistrySession session;

    ManifestEndpoint(RegistrySession session) {
        this.session = session;
    }

    RawDocument get(ImageReference reference) throws IOException {
        RegistryCall call = read("GET", reference, Set.of(200));
        HttpResponse<InputStream> response = session.send(call);
        byte[] bytes;
        try {
            bytes = BodyReader.read(response, BodyReader.MANIFEST_LIMIT);
        } catch (IOException e) {
            throw RegistryErrors.ofIo(
                    session.failure(call, ""), e, session.endpoint().isLoopback());
        }
        RawDocument manifest = RawDocument.of(mediaType(response.headers()), bytes);
        if (reference.digest().isPresent()) {
            check(call, reference.digest().get(), manifest.digest());
        }
        Optional<Digest> said = contentDigest(response.headers());
        if (said.isPresent()) {
            check(call, said.get(), manifest.digest());
        }
        return manifest;
    }

    Optional<Descriptor> head(ImageReference reference) throws IOException {
        HttpResponse<InputStream> response = session.send(read("HEAD", reference, Set.of(200, 404)));
        BodyReader.discard(response);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        HttpHeaders headers = response.headers();
        Optional<Digest> digest = contentDigest(headers).or(reference::digest);
        long size = headers.firstValueAsLong("Content-Length").orElse(-1);
        if (digest.isEmpty() || size < 0) {
            return Optional.of(get(reference).descriptor());
        }
        return Optional.of(Descriptor.of(mediaType(headers), digest.get(), size));
    }

    /** Writes under the given tag or digest. */
    void put(ImageReference to, String selector, RawDocument manifest) throws IOException {
        HttpCall http =
                HttpCall.of("PUT", session.uri(path(to, selector))).withBody(manifest.mediaType(), manifest.bytes());
        RegistryCall call = new RegistryCall(
                "pushing manifest " + selector,
                to.repository(),
                Scopes.of(to.repository(), "pull", "push"),
                http,
                Set.of(201));
        HttpResponse<InputStream> response = session.send(call);
        BodyReader.discard(response);
        Optional<Digest> said = contentDigest(response.headers());
        if (said.isPresent()) {
            check(call, manifest.digest(), said.get());
        }
    }

    /** Deletes the digest with all its tags, or only the tag if the reference has no digest. */
    boolean delete(ImageReference reference) throws IOException {
        RegistryCall call = new RegistryCall(
                "deleting manifest " + reference.selector(),
                reference.repository(),
                Scopes.of(reference.repository(), "delete", "pull"),
                HttpCall.of("DELETE", session.uri(path(reference, reference.selector()))),
                Set.of(200, 202, 404));
        HttpResponse<InputStream> response = session.send(call);
        BodyReader.discard(response);
        return response.statusCode() != 404;
    }

    private RegistryCall read(String method, ImageReference reference, Set<Integer> expected) {
        HttpCall http = HttpCall.of(method, session.uri(path(reference, reference.selector())))
                .with("Accept", ACCEPT);
        return new RegistryCall(
                "reading manifest " + reference.selector(),
                reference.repository(),
                Scopes.of(reference.repository(), "pull"),
                http,
                expected);
    }

    private void check(RegistryCall call, Digest expected, Digest actual) throws RegistryMismatchException {
        if (!expected.equals(actual)) {
            throw new RegistryMismatchException(
                    session.failure(call, "expected " + expected + ", got " + actual), expected, actual.toString());
        }
    }

    private static Optional<Digest> contentDigest(HttpHeaders headers) {
        try {
            return headers.firstValue("Docker-Content-Digest").map(Digest::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // another algorithm than ours: nothing to compare
        }
    }

    private static String mediaType(HttpHeaders headers) {
        String type = headers.firstValue("Content-Type").orElse("");
        return type.replaceFirst(";.*", "").trim();
    }

    private static String path(ImageReference reference, String selector) {
        return "/v2/" + reference.repository() + "/manifests/" + selector;
    }
}
