package io.kiln.oci.layout;

import io.kiln.oci.Digest;
import io.kiln.oci.KnownDocuments;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/** The documents among the blobs of a layout. Thread-safe. */
public record LayoutDocuments(OciLayout layout) implements KnownDocuments {

    @Override
    public Optional<byte[]> find(Digest digest) throws IOException {
        OptionalLong size = layout.size(digest);
        return size.isPresent() && size.getAsLong() <= RawDocument.MAX_BYTES
                ? Optional.of(Files.readAllBytes(layout.file(digest)))
                : Optional.empty();
    }

    @Override
    public void keep(RawDocument document) throws IOException {
        layout.put(document);
    }
}
