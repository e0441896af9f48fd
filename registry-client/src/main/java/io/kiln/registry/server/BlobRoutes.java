package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** {@code /v2/NAME/blobs/DIGEST}: look, read (also a range), delete. */
final class BlobRoutes {

    private static final int BUFFER = 128 * 1024;

    private final Storage storage;

    BlobRoutes(Storage storage) {
        this.storage = storage;
    }

    void handle(Request request, Response response, Repository repository, Digest digest)
            throws IOException, RequestException {
        switch (request.method()) {
            case "GET", "HEAD" -> read(request, response, repository, digest);
            case "DELETE" -> delete(response, repository, digest);
            default -> throw new RequestException(ErrorCode.UNSUPPORTED, "blobs know GET, HEAD and DELETE");
        }
    }

    private void read(Request request, Response response, Repository repository, Digest digest)
            throws IOException, RequestException {
        if (!repository.hasBlob(digest)) {
            throw unknown(repository, digest);
        }
        Path file = storage.blobs().path(digest);
        long size = Files.size(file);
        response.header("Content-Type", "application/octet-stream")
                .header("Docker-Content-Digest", digest)
                .header("ETag", "\"" + digest + "\"")
                .header("Accept-Ranges", "bytes");
        Optional<ByteRange> range = request.header("Range").flatMap(header -> ByteRange.ofRequest(header, size));
        if (range.isEmpty()) {
            response.content(200, size, body -> copy(file, new ByteRange(0, size - 1), body));
        } else if (range.get().isEmpty()) {
            response.header("Content-Range", "bytes */" + size).empty(416);
        } else {
            ByteRange part = range.get();
            response.header("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + size);
            response.content(206, part.length(), body -> copy(file, part, body));
        }
    }

    private static void copy(Path file, ByteRange part, Response.Body body) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER, part.length()));
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            in.position(part.first());
            long left = part.length();
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int n = in.read(buffer);
                if (n < 0) {
                    throw new IOException("'" + file + "' became shorter while it was read");
                }
                body.write(buffer.flip());
                left -= n;
            }
        }
    }

    private void delete(Response response, Repository repository, Digest digest) throws IOException, RequestException {
        synchronized (storage.lock(repository)) {
            if (!repository.hasBlob(digest)) {
                throw unknown(repository, digest);
            }
            ManifestUsers.refuseIfUsed(storage, repository, digest);
            repository.unlinkBlob(digest);
        }
        response.empty(202);
    }

    private static RequestException unknown(Repository repository, Digest digest) {
        return new RequestException(ErrorCode.BLOB_UNKNOWN, "no blob " + digest + " in " + repository.name());
    }
}
