package io.kiln.registry.server;

import io.kiln.oci.Digest;
import io.kiln.oci.ImageReference;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/** {@code /v2/NAME/manifests/TAG-or-DIGEST}: read, write, delete. */
final class ManifestRoutes {

    private static final int MAX_MANIFEST = 4 * 1024 * 1024;

    private final Storage storage;

    ManifestRoutes(Storage storage) {
        this.storage = storage;
    }

    void handle(Request request, Response response, Repository repository, String selector)
            throws IOException, RequestException {
        switch (request.method()) {
            case "GET", "HEAD" -> read(response, repository, selector);
            case "PUT" -> write(request, response, repository, selector);
            case "DELETE" -> delete(response, repository, selector);
            default -> throw new RequestException(ErrorCode.UNSUPPORTED, "manifests know GET, HEAD, PUT and DELETE");
        }
    }

    private void read(Response response, Repository repository, String selector) throws IOException, RequestException {
        Digest digest = resolve(repository, selector);
        String mediaType = repository.manifestType(digest).orElseThrow(() -> unknown(repository, selector));
        byte[] document = Files.readAllBytes(storage.blobs().path(digest));
        response.header("Docker-Content-Digest", digest)
                .header("ETag", "\"" + digest + "\"")
                .bytes(200, mediaType, document);
    }

    private void write(Request request, Response response, Repository repository, String selector)
            throws IOException, RequestException {
        byte[] document = request.body(MAX_MANIFEST, ErrorCode.MANIFEST_INVALID);
        Digest digest = Digest.of(document);
        boolean byDigest = selector.contains(":");
        if (byDigest && !Request.digest(selector).equals(digest)) {
            throw new RequestException(ErrorCode.DIGEST_INVALID, "expected " + selector + ", got " + digest);
        }
        if (!byDigest) {
            checkTag(repository, selector);
        }
        ManifestNeeds needs = ManifestNeeds.read(document);
        String mediaType = mediaType(request, needs);
        synchronized (storage.lock(repository)) {
            checkNeeds(repository, needs);
            storage.blobs().put(RawDocument.of(mediaType, document));
            repository.linkManifest(digest, mediaType);
            if (!byDigest) {
                repository.setTag(selector, digest);
            }
        }
        response.header("Location", "/v2/" + repository.name() + "/manifests/" + digest)
                .header("Docker-Content-Digest", digest)
                .empty(201);
    }

    private static String mediaType(Request request, ManifestNeeds needs) throws RequestException {
        String sent = request.header("Content-Type")
                .orElse("")
                .replaceFirst(";.*", "")
                .trim();
        if (sent.isEmpty() || !needs.mediaType().isEmpty() && !needs.mediaType().equals(sent)) {
            throw new RequestException(
                    ErrorCode.MANIFEST_INVALID, "the Content-Type is not the media type of the manifest");
        }
        return sent;
    }

    private static void checkNeeds(Repository repository, ManifestNeeds needs) throws IOException, RequestException {
        for (Digest blob : needs.blobs()) {
            if (!repository.hasBlob(blob)) {
                throw missing("blob", blob, repository);
            }
        }
        for (Digest child : needs.manifests()) {
            if (repository.manifestType(child).isEmpty()) {
                throw missing("manifest", child, repository);
            }
        }
    }

    private static RequestException missing(String kind, Digest digest, Repository repository) {
        return new RequestException(
                ErrorCode.MANIFEST_BLOB_UNKNOWN,
                kind + " " + digest + " is not in " + repository.name() + "; push it first");
    }

    private void delete(Response response, Repository repository, String selector)
            throws IOException, RequestException {
        synchronized (storage.lock(repository)) {
            boolean deleted;
            if (selector.contains(":")) {
                Digest digest = Request.digest(selector);
                ManifestUsers.refuseIfUsed(storage, repository, digest);
                deleted = repository.unlinkManifest(digest);
            } else {
                checkTag(repository, selector);
                deleted = repository.untag(selector);
            }
            if (!deleted) {
                throw unknown(repository, selector);
            }
        }
        response.empty(202);
    }

    private static Digest resolve(Repository repository, String selector) throws IOException, RequestException {
        if (selector.contains(":")) {
            return Request.digest(selector);
        }
        checkTag(repository, selector);
        return repository.tag(selector).orElseThrow(() -> unknown(repository, selector));
    }

    /** Refuses what is not a tag, for tags are file names here. */
    private static void checkTag(Repository repository, String tag) throws RequestException {
        try {
            new ImageReference("localhost", repository.name(), Optional.of(tag), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.MANIFEST_INVALID, "invalid tag: " + e.getMessage());
        }
    }

    private static RequestException unknown(Repository repository, String selector) {
        return new RequestException(
                ErrorCode.MANIFEST_UNKNOWN, "no manifest '" + selector + "' in " + repository.name());
    }
}
