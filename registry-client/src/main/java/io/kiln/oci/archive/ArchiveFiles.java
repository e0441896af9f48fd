package io.kiln.oci.archive;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/** Writes the files of an image archive, each name once, with the same bytes for the same image. */
final class ArchiveFiles {

    private final TarWriter tar;
    private final Set<String> written = new HashSet<>();

    /** The stream stays open: it is the caller's. */
    ArchiveFiles(OutputStream out) {
        this.tar = new TarWriter(out);
    }

    void directory(String path) throws IOException {
        if (written.add(path)) {
            tar.write(TarEntry.directory(path, 0755));
        }
    }

    void file(String path, byte[] content) throws IOException {
        if (written.add(path)) {
            tar.write(TarEntry.file(path, 0644, content.length), new ByteArrayInputStream(content));
        }
    }

    /** Copies a blob and verifies it on the way. */
    void blob(String path, Descriptor blob, BlobSource source) throws IOException {
        if (written.add(path)) {
            try (InputStream in = new VerifiedInputStream(source.open(blob), blob)) {
                tar.write(TarEntry.file(path, 0644, blob.size()), in);
            }
        }
    }

    void finish() throws IOException {
        tar.finish();
    }
}
