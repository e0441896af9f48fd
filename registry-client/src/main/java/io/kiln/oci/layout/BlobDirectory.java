package io.kiln.oci.layout;

import io.kiln.oci.Content;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.VerifiedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** The directory {@code blobs/sha256}: files named by their digest, which appear complete or not at all. */
final class BlobDirectory {

    private final Path directory;

    BlobDirectory(Path directory) {
        this.directory = directory;
    }

    Path file(Digest digest) {
        return directory.resolve(digest.hex());
    }

    /** Whether the blob is here with its size; the content was verified when it came. */
    boolean has(Descriptor blob) throws IOException {
        Path file = file(blob.digest());
        return Files.isRegularFile(file) && Files.size(file) == blob.size();
    }

    Descriptor put(String mediaType, Content content) throws IOException {
        MessageDigest sha256 = Digest.newSha256();
        try (TempFile temp = TempFile.in(directory)) {
            long size;
            try (CountingOutputStream out =
                    new CountingOutputStream(new BufferedOutputStream(temp.stream(), 1 << 16))) {
                OutputStream hashed = new DigestOutputStream(out, sha256);
                content.writeTo(hashed);
                hashed.flush();
                size = out.count();
                Descriptor blob = Descriptor.of(mediaType, Digest.ofSha256(sha256.digest()), size);
                if (!has(blob)) {
                    temp.moveTo(file(blob.digest()));
                }
                return blob;
            }
        }
    }

    void put(Descriptor expected, InputStream content) throws IOException {
        if (has(expected)) {
            return;
        }
        try (TempFile temp = TempFile.in(directory);
                OutputStream out = temp.stream()) {
            // Not closed here: the stream belongs to the caller.
            new VerifiedInputStream(content, expected).transferTo(out);
            temp.moveTo(file(expected.digest()));
        }
    }
}
