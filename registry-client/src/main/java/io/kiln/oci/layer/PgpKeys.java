package io.kiln.oci.layer;

import java.util.Optional;
import java.util.Set;

/** Tells whether bytes start with an OpenPGP secret key or subkey (RFC 9580, sections 4.2 and 5.5.3). */
final class PgpKeys {

    private static final int SIGNATURE = 2;
    private static final int SECRET_KEY = 5;
    private static final int SECRET_SUBKEY = 7;
    private static final int USER_ID = 13;
    private static final int SHORTEST = 32;

    private PgpKeys() {}

    /**
     * What was in armor.
     *
     * @param length how many of the bytes count; the key may be cut off there
     */
    static Optional<PrivateKeyKind> kindOf(byte[] bytes, int length) {
        return length >= SHORTEST && isKey(bytes) ? Optional.of(PrivateKeyKind.PGP) : Optional.empty();
    }

    /** A file without armor, which has so little form of its own that the packet after the key must fit, too. */
    static Optional<PrivateKeyKind> kindOfFile(byte[] bytes, int length) {
        if (length < SHORTEST || !isKey(bytes)) {
            return Optional.empty();
        }
        long next = body(bytes) + length(bytes);
        return next < length && Set.of(SIGNATURE, SECRET_SUBKEY, USER_ID).contains(tag(bytes[(int) next]))
                ? Optional.of(PrivateKeyKind.PGP)
                : Optional.empty();
    }

    /** Looks for version, four octets of time, and algorithm; the older versions have days of validity between. */
    private static boolean isKey(byte[] bytes) {
        int tag = tag(bytes[0]);
        if (tag != SECRET_KEY && tag != SECRET_SUBKEY) {
            return false;
        }
        int version = bytes[body(bytes)];
        int algorithm = bytes[body(bytes) + (version <= 3 ? 7 : 5)];
        boolean known = (algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 36);
        return version >= 2 && version <= 6 && known;
    }

    /** The type of a packet, or -1 if this starts none. */
    private static int tag(byte first) {
        if ((first & 0x80) == 0) {
            return -1;
        }
        return isNew(first) ? first & 0x3f : first >> 2 & 0xf;
    }

    private static boolean isNew(byte first) {
        return (first & 0x40) != 0;
    }

    /** Where the content of the first packet starts. */
    private static int body(byte[] bytes) {
        if (!isNew(bytes[0])) {
            int type = bytes[0] & 3;
            return type == 3 ? 1 : 1 + (1 << type);
        }
        int first = bytes[1] & 0xff;
        if (first == 255) {
            return 6;
        }
        return first < 192 || first >= 224 ? 2 : 3;
    }

    /** The length of its content in octets. */
    private static long length(byte[] bytes) {
        int body = body(bytes);
        if (isNew(bytes[0]) && body == 3) {
            return ((bytes[1] & 0xff) - 192 << 8) + (bytes[2] & 0xff) + 192L;
        }
        long length = 0;
        for (int i = isNew(bytes[0]) && body == 6 ? 2 : 1; i < body; i++) {
            length = length << 8 | bytes[i] & 0xff;
        }
        return length;
    }
}
