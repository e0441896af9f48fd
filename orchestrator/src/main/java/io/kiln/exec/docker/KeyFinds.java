package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.oci.Digest;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.PrivateKeyKind;
import io.kiln.oci.layer.PrivateKeyScanner;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.store.Actions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
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

    /** Whether a secret key is in any file of the layer. */
    boolean in(RootLayer layer) throws IOException {
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
        try (InputStream in = Files.newInputStream(layer.tar().file());
                TarReader tar = new TarReader(in)) {
            search(tar, files);
        }
        ObjectNode found = Actions.newRecord();
        files.forEach(found.putArray(FILES)::add);
        actions.put(key, found);
        return files;
    }

    private static void search(TarReader tar, List<String> files) throws IOException {
        byte[] buffer = new byte[1 << 16];
        MessageDigest hash = Digest.newSha256();
        for (TarEntry entry = tar.next(); entry != null && files.size() < MOST_FILES; entry = tar.next()) {
            if (entry.type() != EntryType.FILE || entry.size() == 0) {
                continue;
            }
            PrivateKeyScanner scanner = new PrivateKeyScanner();
            InputStream content = tar.content();
            Optional<PrivateKeyKind> found = Optional.empty();
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                hash.update(buffer, 0, n);
                found = found.isPresent() ? found : scanner.accept(buffer, 0, n);
            }
            String digest = Digest.ofSha256(hash.digest()).hex();
            if (found.or(scanner::finish).isPresent()) {
                files.add(digest);
            }
        }
    }
}
