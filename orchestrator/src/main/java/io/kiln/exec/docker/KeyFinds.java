package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.oci.Digest;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.PrivateKeyScanner;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.store.Actions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which layers hold private keys that are secret. A file that came with an image is none: whoever can pull the image has
 * it, as the keys that libraries test themselves with. Each layer is looked through once, for ever. Thread-safe.
 */
final class KeyFinds {

    /** Raised when more is taken for a key, so that all layers are looked through again. */
    private static final String RULES = "1 ";

    private static final String FILES = "files";
    /** One that holds more is full of keys. */
    private static final int MOST_FILES = 1000;

    private final Actions actions;

    KeyFinds(Actions actions) {
        this.actions = actions;
    }

    /** Whether a secret key is in any file of the layer. One at a time: stages share layers. */
    synchronized boolean in(RootLayer layer) throws IOException {
        List<String> files = files(layer);
        if (layer.ofImage()) {
            for (String file : files) {
                actions.put("publickey-" + file, Actions.newRecord());
            }
            return false;
        }
        for (String file : files) {
            if (actions.find("publickey-" + file).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The digests of the files that hold keys. */
    private List<String> files(RootLayer layer) throws IOException {
        String text = RULES + layer.tar().diffId();
        String key = "keys-" + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
        Optional<JsonNode> known =
                actions.find(key).filter(node -> node.path(FILES).isArray());
        List<String> files = new ArrayList<>();
        if (known.isPresent()) {
            known.get().path(FILES).forEach(file -> files.add(file.asText()));
            return files;
        }
        files.addAll(search(layer.tar().file()));
        ObjectNode found = Actions.newRecord();
        files.forEach(found.putArray(FILES)::add);
        actions.put(key, found);
        return files;
    }

    private static List<String> search(Path archive) throws IOException {
        byte[] buffer = new byte[1 << 16];
        List<String> files = new ArrayList<>();
        try (InputStream in = Files.newInputStream(archive);
                TarReader tar = new TarReader(in)) {
            int index = 0;
            for (TarEntry entry = tar.next(); entry != null && files.size() < MOST_FILES; entry = tar.next()) {
                if (entry.type() == EntryType.FILE && entry.size() > 0) {
                    InputStream content = tar.content();
                    int count = content.readNBytes(buffer, 0, buffer.length);
                    if (hasKey(buffer, count, content)) {
                        // Few files have one, and hashing all of them takes several times as long as the search.
                        files.add(
                                entry.size() == count
                                        ? Digest.of(Arrays.copyOf(buffer, count))
                                                .hex()
                                        : digest(archive, index));
                    }
                }
                index++;
            }
        }
        return files;
    }

    /** @param start how many bytes of the file are in the buffer; the rest is read into it */
    private static boolean hasKey(byte[] buffer, int start, InputStream rest) throws IOException {
        PrivateKeyScanner scanner = new PrivateKeyScanner();
        for (int n = start; n > 0; n = rest.read(buffer)) {
            if (scanner.accept(buffer, 0, n).isPresent()) {
                return true;
            }
        }
        return scanner.finish().isPresent();
    }

    /** Of a file that is too long to be still in memory when its key is found. */
    private static String digest(Path archive, int index) throws IOException {
        try (InputStream in = Files.newInputStream(archive);
                TarReader tar = new TarReader(in)) {
            for (int i = 0; i <= index; i++) {
                tar.next();
            }
            MessageDigest hash = Digest.newSha256();
            tar.content().transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
            return Digest.ofSha256(hash.digest()).hex();
        }
    }
}
