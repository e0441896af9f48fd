package io.kiln.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Tells whether what follows a {@code -----BEGIN} is a private key that decodes, in PEM or in OpenPGP armor. Line ends may be real or written as
 * {@code \n} in quotes, as in JSON and in program sources.
 */
final class PemBlock {

    private static final int MAX_LABEL = 40;
    private static final String IGNORED = " \t\"',\\=";
    private static final byte[] OPENSSH_MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.ISO_8859_1);

    private PemBlock() {}

    static Optional<PrivateKeyKind> kindOf(byte[] text, int start, int end) {
        int labelEnd = dashes(text, start, Math.min(end, start + MAX_LABEL));
        if (labelEnd < 0) {
            return Optional.empty();
        }
        String label = latin(text, start, labelEnd);
        boolean pgp = label.endsWith("PGP PRIVATE KEY BLOCK");
        if (!pgp && !label.endsWith("PRIVATE KEY")) {
            return Optional.empty();
        }
        int bodyStart = labelEnd + 5;
        int bodyEnd = bodyStart;
        while (bodyEnd < end && isText(text[bodyEnd]) && !isDashes(text, bodyEnd, end)) {
            bodyEnd++;
        }
        return decode(latin(text, bodyStart, bodyEnd), pgp);
    }

    private static Optional<PrivateKeyKind> decode(String body, boolean pgp) {
        StringBuilder base64 = new StringBuilder(body.length());
        boolean encrypted = false;
        for (String line : body.replace("\\n", "\n").replace("\\r", "\n").split("[\n\r]")) {
            if (pgp && isChecksum(line)) {
                break;
            }
            if (line.indexOf(':') >= 0) {
                encrypted |= line.contains("ENCRYPTED");
            } else {
                line.chars().filter(c -> IGNORED.indexOf(c) < 0).forEach(c -> base64.append((char) c));
            }
        }
        if (base64.length() % 4 == 1) {
            base64.setLength(base64.length() - 1); // cut off in the middle
        }
        byte[] der;
        try {
            der = Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (pgp) {
            return PgpKeys.kindOf(der, der.length);
        }
        if (encrypted) {
            return der.length >= 32 ? Optional.of(PrivateKeyKind.PEM_ENCRYPTED) : Optional.empty();
        }
        if (startsWith(der, OPENSSH_MAGIC)) {
            return Optional.of(PrivateKeyKind.OPENSSH);
        }
        return DerKeys.kindOf(der, der.length);
    }

    /** Armor ends with a line that starts with {@code =}, which no line of base64 does. */
    private static boolean isChecksum(String line) {
        return line.stripLeading().replaceFirst("^[\"',]\\s*", "").startsWith("=");
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length > start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static int dashes(byte[] text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (isDashes(text, i, end)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDashes(byte[] text, int at, int end) {
        if (at + 5 > end) {
            return false;
        }
        for (int i = at; i < at + 5; i++) {
            if (text[i] != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte b) {
        return (b >= ' ' && b < 127) || b == '\n' || b == '\r' || b == '\t';
    }

    private static String latin(byte[] text, int start, int end) {
        return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
