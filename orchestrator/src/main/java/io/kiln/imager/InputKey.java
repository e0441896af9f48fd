package io.kiln.imager;

import io.kiln.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;

/** The key of a record of the store, over inputs that are written with their lengths. Not thread-safe. */
final class InputKey {

    /** Raised whenever the same inputs no longer give the same bytes. */
    private static final String RULES = "1";

    private final String kind;
    private final MessageDigest hash = Digest.newSha256();

    /** @param kind lower-case letters */
    InputKey(String kind) {
        this.kind = kind;
        add(RULES);
    }

    InputKey add(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        hash.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        hash.update(bytes);
        return this;
    }

    InputKey add(Collection<String> values) {
        add(Integer.toString(values.size()));
        values.forEach(this::add);
        return this;
    }

    /** Ends the key: {@code kind-<64 hex digits>}. */
    String name() {
        return kind + "-" + HexFormat.of().formatHex(hash.digest());
    }
}
