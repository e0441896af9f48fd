package io.kiln.registry.server;

import io.kiln.oci.Digest;
import io.kiln.oci.RawDocument;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The blobs of all repositories, each once, in an OCI image layout. Thread-safe. */
final class BlobFiles {

    private final OciLayout layout;

    BlobFiles(Path root) throws IOException {
        this.layout = OciLayout.openOrCreate(root);
    }

    Path path(Digest digest) {
        return layout.file(digest);
    }

    void put(RawDocument document) throws IOException {
        layout.put(document);
    }

    /** Takes over a synced file whose digest was computed while it was written: a rename, never a copy. */
    void adopt(Digest digest, Path file) throws IOException {
        Path there = path(digest);
        if (Files.isRegularFile(there) && Files.size(there) == Files.size(file)) {
            Files.delete(file);
        } else {
            AtomicFiles.move(file, there);
        }
    }
}
