package io.kiln.oci.archive;

import io.kiln.oci.RawDocument;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.FileSlice;
import io.kiln.oci.layer.TarFileContent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The regular files in an uncompressed tar file, found by name. */
final class TarFile {

    private final Path path;
    private final Map<String, TarFileContent.Slice> files;

    private TarFile(Path path, Map<String, TarFileContent.Slice> files) {
        this.path = path;
        this.files = files;
    }

    static TarFile index(Path path) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            if (Decompression.detect(in) != Compression.NONE) {
                throw new ArchiveException(path, "it is compressed as a whole; unpack it first (gzip -d, zstd -d)");
            }
        }
        return new TarFile(path, new HashMap<>(TarFileContent.index(path).files()));
    }

    Path path() {
        return path;
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    InputStream open(String name) throws IOException {
        TarFileContent.Slice slice = slice(name);
        return FileSlice.open(path, slice.offset(), slice.length());
    }

    long size(String name) throws IOException {
        return slice(name).length();
    }

    /** A JSON file, bounded. */
    byte[] document(String name) throws IOException {
        if (size(name) > RawDocument.MAX_BYTES) {
            throw new ArchiveException(path, "its '" + name + "' has " + size(name) + " bytes");
        }
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    private TarFileContent.Slice slice(String name) throws IOException {
        TarFileContent.Slice slice = files.get(name);
        if (slice == null) {
            throw new NoSuchFileException(path.toString(), name, "there is no such file in the archive");
        }
        return slice;
    }
}
