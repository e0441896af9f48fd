package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.util.Optional;

/** {@code /v2/NAME/blobs/uploads/}: whole, in chunks, or by mounting from another repository. */
final class UploadRoutes {

    private final Storage storage;

    UploadRoutes(Storage storage) {
        this.storage = storage;
    }

    void begin(Request request, Response response, Repository repository) throws IOException, RequestException {
        if (!request.method().equals("POST")) {
            throw new RequestException(ErrorCode.UNSUPPORTED, "an upload begins with POST");
        }
        Optional<Digest> mount = request.queryDigest("mount");
        if (mount.isPresent() && mount(mount.get(), request.query("from"), repository)) {
            created(response, repository, mount.get());
            return;
        }
        Optional<Digest> whole = request.queryDigest("digest");
        Upload upload = storage.uploads().begin(repository);
        synchronized (upload) {
            if (whole.isPresent()) {
                upload.append(request.body());
                finish(upload, whole.get(), repository);
                created(response, repository, whole.get());
            } else {
                status(response, repository, upload).empty(202);
            }
        }
    }

    /** Only what the other repository shows can be mounted, although all blobs lie in one place. */
    private boolean mount(Digest digest, Optional<String> from, Repository repository)
            throws IOException, RequestException {
        if (from.isEmpty() || !storage.repository(from.get()).hasBlob(digest)) {
            return false;
        }
        repository.linkBlob(digest);
        return true;
    }

    void handle(Request request, Response response, Repository repository, String id)
            throws IOException, RequestException {
        Upload upload = storage.uploads().find(repository, id);
        synchronized (upload) {
            if (upload.ended()) {
                throw new RequestException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "the upload has ended");
            }
            switch (request.method()) {
                case "PATCH" -> {
                    append(request, response, repository, upload);
                    status(response, repository, upload).empty(202);
                }
                case "PUT" -> {
                    Digest digest = request.queryDigest("digest")
                            .orElseThrow(() -> new RequestException(
                                    ErrorCode.DIGEST_INVALID, "the last request of an upload names its digest"));
                    append(request, response, repository, upload);
                    finish(upload, digest, repository);
                    created(response, repository, digest);
                }
                case "GET" -> status(response, repository, upload).empty(204);
                case "DELETE" -> {
                    storage.uploads().end(upload);
                    response.empty(204);
                }
                default -> throw new RequestException(ErrorCode.UNSUPPORTED, "uploads know PATCH, PUT, GET and DELETE");
            }
        }
    }

    private static void append(Request request, Response response, Repository repository, Upload upload)
            throws IOException, RequestException {
        Optional<String> header = request.header("Content-Range");
        if (header.isPresent()) {
            Optional<ByteRange> chunk = ByteRange.ofChunk(header.get());
            boolean next = chunk.isPresent() && chunk.get().first() == upload.size();
            if (!next || !fits(chunk.get(), request)) {
                status(response, repository, upload);
                throw new RequestException(
                        ErrorCode.BLOB_UPLOAD_INVALID, "the next byte of this upload is " + upload.size());
            }
        }
        upload.append(request.body());
    }

    private static boolean fits(ByteRange chunk, Request request) {
        String length = request.header("Content-Length").orElse("");
        return length.isEmpty() || length.equals(Long.toString(chunk.length()));
    }

    private void finish(Upload upload, Digest wanted, Repository repository) throws IOException, RequestException {
        Digest actual = upload.finish();
        if (!actual.equals(wanted)) {
            storage.uploads().end(upload);
            throw new RequestException(ErrorCode.DIGEST_INVALID, "expected " + wanted + ", got " + actual);
        }
        storage.blobs().adopt(actual, upload.file());
        repository.linkBlob(actual);
        storage.uploads().end(upload);
    }

    private static void created(Response response, Repository repository, Digest digest) throws IOException {
        response.header("Location", "/v2/" + repository.name() + "/blobs/" + digest)
                .header("Docker-Content-Digest", digest)
                .empty(201);
    }

    private static Response status(Response response, Repository repository, Upload upload) {
        return response.header("Location", "/v2/" + repository.name() + "/blobs/uploads/" + upload.id())
                .header("Docker-Upload-UUID", upload.id())
                .header("Range", "0-" + Math.max(0, upload.size() - 1));
    }
}
