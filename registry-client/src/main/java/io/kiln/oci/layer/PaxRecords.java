package io.kiln.oci.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of a pax extended header, {@code "length key=value\n"}, with values as bytes: an extended attribute such
 * as {@code security.capability} is no text.
 */
final class PaxRecords {

    static final String XATTR = "SCHILY.xattr.";

    private final Map<String, byte[]> values = new LinkedHashMap<>();

    static PaxRecords parse(byte[] header) throws MalformedArchiveException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < header.length) {
            int length = 0;
            int i = at;
            for (; i < header.length && header[i] != ' '; i++) {
                if (header[i] < '0' || header[i] > '9' || i - at > 8) {
                    throw MalformedArchiveException.of("a pax record does not start with its length");
                }
                length = length * 10 + (header[i] - '0');
            }
            int end = at + length;
            if (i == at || end > header.length || end < i + 3 || header[end - 1] != '\n') {
                throw MalformedArchiveException.of("a pax record has a wrong length");
            }
            int equals = i + 1;
            while (equals < end && header[equals] != '=') {
                equals++;
            }
            if (equals >= end - 1 || equals == i + 1) {
                throw MalformedArchiveException.of("a pax record has no key");
            }
            byte[] key = Arrays.copyOfRange(header, i + 1, equals);
            records.values.put(ByteNames.decode(key), Arrays.copyOfRange(header, equals + 1, end - 1));
            at = end;
        }
        return records;
    }

    Map<String, byte[]> values() {
        return values;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    void put(String key, byte[] value) {
        values.put(key, value);
    }

    void put(String key, String value) {
        put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        values.forEach((key, value) -> {
            byte[] name = ByteNames.encode(key);
            int rest = name.length + value.length + 3;
            // The length counts its own digits.
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            out.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(name);
            out.write('=');
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }

    /** GNU tar's way to keep the separator out of keys. */
    static String xattrKey(String name) {
        return XATTR + name.replace("%", "%25").replace("=", "%3D");
    }

    static String xattrName(String key) {
        return key.substring(XATTR.length()).replace("%3D", "=").replace("%25", "%");
    }
}
