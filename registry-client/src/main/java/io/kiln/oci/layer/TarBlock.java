package io.kiln.oci.layer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A header block of 512 bytes with its fields, as in POSIX.1-2001 "ustar Interchange Format" and GNU's older one. */
final class TarBlock {

    static final int SIZE = 512;

    private final byte[] bytes;

    TarBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes needed to fill the last block of a content. */
    static int padding(long size) {
        return (int) (-size & (SIZE - 1));
    }

    boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    byte typeFlag() {
        return bytes[156];
    }

    /** The field up to its first NUL. */
    byte[] text(int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, offset, end);
    }

    void putText(int offset, int length, byte[] text) {
        System.arraycopy(text, 0, bytes, offset, Math.min(text.length, length));
    }

    boolean isPosix() {
        return matches(257, "ustar\0");
    }

    boolean isStar() {
        return isPosix() && matches(508, "tar\0");
    }

    private boolean matches(int offset, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(bytes, offset, offset + wanted.length, wanted, 0, wanted.length);
    }

    /** A number in octal digits, or in GNU's form with the highest bit set and base 256. */
    long number(int offset, int length, String field) throws MalformedArchiveException {
        if ((bytes[offset] & 0x80) != 0) {
            return base256(offset, length, field);
        }
        int i = offset;
        int end = offset + length;
        while (i < end && (bytes[i] == ' ' || bytes[i] == 0)) {
            i++;
        }
        long value = 0;
        for (; i < end && bytes[i] != ' ' && bytes[i] != 0; i++) {
            if (bytes[i] < '0' || bytes[i] > '7') {
                throw MalformedArchiveException.of("the field '" + field + "' of a header is not a number");
            }
            value = value << 3 | (bytes[i] - '0');
        }
        return value;
    }

    private long base256(int offset, int length, String field) throws MalformedArchiveException {
        boolean negative = (bytes[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = i == 0 ? (negative ? bytes[offset] | 0x80 : bytes[offset] & 0x7f) & 0xff : bytes[offset + i] & 0xff;
            if (value > (Long.MAX_VALUE >> 8) || value < (Long.MIN_VALUE >> 8)) {
                throw MalformedArchiveException.of("the field '" + field + "' of a header is too large a number");
            }
            value = value << 8 | b;
        }
        return value;
    }

    void putOctal(int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            bytes[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        bytes[offset + length - 1] = 0;
    }

    void setTypeFlag(char flag) {
        bytes[156] = (byte) flag;
    }

    void setMagicAndChecksum() {
        putText(257, 8, "ustar\00000".getBytes(StandardCharsets.ISO_8859_1));
        Arrays.fill(bytes, 148, 156, (byte) ' ');
        putOctal(148, 7, sum(false));
    }

    void verifyChecksum() throws MalformedArchiveException {
        long stored = number(148, 8, "checksum");
        if (stored != sum(false) && stored != sum(true)) {
            throw MalformedArchiveException.of("the checksum of a header is wrong; it is damaged or not a tar archive");
        }
    }

    /** Old programs took the bytes as signed. */
    private long sum(boolean signed) {
        long sum = 0;
        for (int i = 0; i < SIZE; i++) {
            int b = i >= 148 && i < 156 ? ' ' : bytes[i];
            sum += signed ? b : b & 0xff;
        }
        return sum;
    }
}
