package io.kiln.oci.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tells which private key, if any, DER bytes are: PKCS#1, PKCS#8, SEC 1 or OpenSSL's form for DSA. */
final class DerKeys {

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT_0 = 0xa0;
    private static final int CONTEXT_1 = 0xa1;

    /** Password based encryption: PKCS#5 (1.2.840.113549.1.5) and PKCS#12 (1.2.840.113549.1.12.1). */
    private static final byte[] PKCS5 = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x05};

    private static final byte[] PKCS12 = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x0c, 0x01};

    private DerKeys() {}

    /** @param length how many of the bytes count; there may be more than the key */
    static Optional<PrivateKeyKind> kindOf(byte[] bytes, int length) {
        if (length < 16 || bytes[0] != SEQUENCE) {
            return Optional.empty();
        }
        Optional<DerValue> outer = DerValue.read(bytes, 0, length);
        return outer.flatMap(DerValue::children).flatMap(DerKeys::kindOf);
    }

    private static Optional<PrivateKeyKind> kindOf(List<DerValue> parts) {
        if (parts.size() == 2 && isEncryptedInfo(parts)) {
            return Optional.of(PrivateKeyKind.PKCS8_ENCRYPTED);
        }
        if (parts.size() < 2 || parts.get(0).tag() != INTEGER || parts.get(0).length() != 1) {
            return Optional.empty();
        }
        if (parts.size() >= 3 && isAlgorithm(parts.get(1)) && parts.get(2).tag() == OCTETS) {
            return Optional.of(PrivateKeyKind.PKCS8);
        }
        if (isEc(parts)) {
            return Optional.of(PrivateKeyKind.SEC1_EC);
        }
        boolean numbers = parts.stream().limit(9).allMatch(p -> p.tag() == INTEGER);
        if (numbers && parts.get(1).length() >= 32) {
            if (parts.size() >= 9) {
                return Optional.of(PrivateKeyKind.PKCS1_RSA);
            }
            return parts.size() == 6 ? Optional.of(PrivateKeyKind.DSA) : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isEc(List<DerValue> parts) {
        int secret = parts.get(1).length();
        return parts.get(0).firstByte() == 1
                && parts.get(1).tag() == OCTETS
                && secret >= 14
                && secret <= 72
                && parts.stream().skip(2).allMatch(p -> p.tag() == CONTEXT_0 || p.tag() == CONTEXT_1);
    }

    private static boolean isAlgorithm(DerValue value) {
        return value.tag() == SEQUENCE
                && value.children()
                        .filter(c -> !c.isEmpty() && c.get(0).tag() == OID)
                        .isPresent();
    }

    private static boolean isEncryptedInfo(List<DerValue> parts) {
        if (!isAlgorithm(parts.get(0)) || parts.get(1).tag() != OCTETS) {
            return false;
        }
        byte[] oid = parts.get(0).children().orElseThrow().get(0).content();
        return startsWith(oid, PKCS5) || startsWith(oid, PKCS12);
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
