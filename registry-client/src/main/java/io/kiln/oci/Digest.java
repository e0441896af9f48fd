package io.kiln.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, for example {@code sha256:e3b0…}, as in the OCI image specification, "Digests". Only sha256 is
 * accepted.
 */
public record Digest(String algorithm, String hex) {

    private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!"sha256".equals(algorithm)) {
            throw new IllegalArgumentException("unsupported digest algorithm '" + algorithm + "'");
        }
        if (!HEX64.matcher(hex).matches()) {
            throw new IllegalArgumentException("'" + hex + "' is not 64 lower-case hex digits");
        }
    }

    /**
     * Reads {@code sha256:<hex>}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is not a digest (sha256:<64 hex digits>)");
        }
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    public static Digest ofSha256Hex(String hex) {
        return new Digest("sha256", hex);
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return ofSha256(newSha256().digest(content));
    }

    /** The digest whose 32 bytes were already computed. */
    public static Digest ofSha256(byte[] hash) {
        return new Digest("sha256", HexFormat.of().formatHex(hash));
    }

    /** A fresh SHA-256 to feed. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
