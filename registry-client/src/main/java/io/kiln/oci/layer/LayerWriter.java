package io.kiln.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** Writes the uncompressed tar of a layer. Stateless. */
public final class LayerWriter {

    private LayerWriter() {}

    /**
     * Writes a whole archive; the stream stays open.
     *
     * @throws PrivateKeyFoundException if the profile forbids a key that is there
     * @throws UnsafeEntryException if an entry leads outside or cannot stand in an image
     */
    public static void write(LayerContent content, LayerProfile profile, OutputStream out) throws IOException {
        // Not closed: the stream is the caller's.
        TarWriter tar = new TarWriter(out);
        if (profile.imageTime().isPresent()) {
            ImageNormaliser normaliser = new ImageNormaliser(
                    profile.imageTime().get(),
                    profile.warnings(),
                    (entry, file) -> writeScanned(tar, entry, file, profile));
            content.visit(normaliser);
        } else {
            content.visit((entry, file) -> {
                try (InputStream in = file.open()) {
                    tar.write(entry, in);
                }
            });
        }
        tar.finish();
    }

    private static void writeScanned(TarWriter tar, TarEntry entry, LayerContent.FileSource file, LayerProfile profile)
            throws IOException {
        boolean allowed = profile.mayHoldKeys().test(entry.path());
        if (!allowed) {
            scanAttributes(entry);
        }
        if (entry.type() != EntryType.FILE) {
            tar.write(entry);
            return;
        }
        try (InputStream in = file.open()) {
            tar.write(entry, allowed ? in : new KeyGuardStream(in, entry.path()));
        }
    }

    private static void scanAttributes(TarEntry entry) throws PrivateKeyFoundException {
        for (Map.Entry<String, byte[]> attribute : entry.xattrs().entrySet()) {
            PrivateKeyScanner scanner = new PrivateKeyScanner();
            byte[] value = attribute.getValue();
            Optional<PrivateKeyKind> found =
                    scanner.accept(value, 0, value.length).or(scanner::finish);
            if (found.isPresent()) {
                throw new PrivateKeyFoundException(entry.path(), found.get());
            }
        }
    }
}
