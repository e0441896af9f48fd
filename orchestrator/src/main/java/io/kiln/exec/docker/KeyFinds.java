package io.kiln.exec.docker;

import io.kiln.oci.Digest;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.PrivateKeyKind;
import io.kiln.oci.layer.PrivateKeyScanner;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.store.Actions;
import io.kiln.store.LayerTarFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** Which layers hold private keys; looked for once a layer, for ever. Thread-safe. */
final class KeyFinds {

    /** Raised when more is taken for a key, so that all layers are looked through again. */
    private static final String RULES = "1 ";

    private final Actions actions;

    KeyFinds(Actions actions) {
        this.actions = actions;
    }

    /** Whether a private key is in any file of the layer. */
    boolean in(LayerTarFile layer) throws IOException {
        String key = "keys-"
                + Digest.of((RULES + layer.diffId()).getBytes(StandardCharsets.UTF_8))
                        .hex();
        Optional<Boolean> known =
                actions.find(key).map(node -> node.path("found").asBoolean(true));
        if (known.isPresent()) {
            return known.get();
        }
        boolean found;
        try (InputStream file = Files.newInputStream(layer.file());
                TarReader tar = new TarReader(file)) {
            found = search(tar);
        }
        actions.put(key, Actions.newRecord().put("found", found));
        return found;
    }

    private static boolean search(TarReader tar) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (entry.type() != EntryType.FILE || entry.size() == 0) {
                continue;
            }
            PrivateKeyScanner scanner = new PrivateKeyScanner();
            InputStream content = tar.content();
            Optional<PrivateKeyKind> found = Optional.empty();
            for (int n = content.read(buffer); n >= 0 && found.isEmpty(); n = content.read(buffer)) {
                found = scanner.accept(buffer, 0, n);
            }
            if (found.or(scanner::finish).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
