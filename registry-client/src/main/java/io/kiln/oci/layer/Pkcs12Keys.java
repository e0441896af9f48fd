package io.kiln.oci.layer;

import java.util.Arrays;
import java.util.Optional;

/**
 * Tells whether bytes start with a PKCS#12 file (RFC 7292) that has a key. One with certificates alone is no key, as
 * Java's trust stores are; what lies encrypted as a whole cannot be told, and programs put certificates there.
 */
final class Pkcs12Keys {

    private static final int SEQUENCE = 0x30;
    private static final byte[] VERSION_3 = {2, 1, 3};

    /** pkcs7-data and pkcs7-signedData but for the last octet, with tag and length. */
    private static final byte[] PKCS7 = {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 7};

    /** The types of bags that hold a plain (1) or an encrypted key (2), but for this octet, with tag and length. */
    private static final byte[] BAG = {6, 11, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 12, 10, 1};

    private Pkcs12Keys() {}

    /** @param length how many of the bytes count; the file may go on */
    static Optional<PrivateKeyKind> kindOf(byte[] bytes, int length) {
        int version = inside(bytes, 0, length);
        if (version < 0 || !matches(bytes, version, length, VERSION_3)) {
            return Optional.empty();
        }
        int content = inside(bytes, version + VERSION_3.length, length);
        if (content < 0 || !matches(bytes, content, length, PKCS7)) {
            return Optional.empty();
        }
        // Not decoded further: the lengths on the way may be indefinite, and the name of the bag is always plain.
        for (int at = content; at < length - BAG.length; at++) {
            if (matches(bytes, at, length, BAG) && (bytes[at + BAG.length] == 1 || bytes[at + BAG.length] == 2)) {
                return Optional.of(PrivateKeyKind.PKCS12);
            }
        }
        return Optional.empty();
    }

    /** Where the content of the SEQUENCE at an offset starts, or -1; BER allows a length to be open. */
    private static int inside(byte[] bytes, int at, int length) {
        if (at + 2 > length || bytes[at] != SEQUENCE) {
            return -1;
        }
        int octets = bytes[at + 1] & 0xff;
        return octets < 0x80 ? at + 2 : at + 2 + (octets & 0x7f);
    }

    private static boolean matches(byte[] bytes, int at, int length, byte[] expected) {
        return at + expected.length <= length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }
}
