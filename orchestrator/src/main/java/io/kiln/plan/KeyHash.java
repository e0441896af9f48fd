package io.kiln.plan;

import io.kiln.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes the inputs of a cache key. Every field is written with its length, so that no two lists of fields give the
 * same bytes. Not thread-safe; used once.
 */
final class KeyHash {

    /** Raised whenever the same inputs no longer mean the same result; every key changes with it. */
    private static final String SCHEMA = "kiln/1";

    private final MessageDigest hash = Digest.newSha256();

    KeyHash(String kind) {
        field(SCHEMA).field(kind);
    }

    KeyHash field(String value) {
        return field(value.getBytes(StandardCharsets.UTF_8));
    }

    KeyHash field(byte[] value) {
        int length = value.length;
        hash.update(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        hash.update(value);
        return this;
    }

    KeyHash fields(Iterable<String> values) {
        for (String value : values) {
            field("+").field(value);
        }
        return field("");
    }

    KeyHash map(Map<String, String> values) {
        new TreeMap<>(values).forEach((name, value) -> field("+").field(name).field(value));
        return field("");
    }

    /** The 64 hex digits. */
    String hex() {
        return HexFormat.of().formatHex(hash.digest());
    }
}
