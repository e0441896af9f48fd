package io.kiln.imager;

import io.kiln.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values that a machine finds in its META partition. Immutable.
 *
 * @param byKey keys from 1 to 255
 */
record MetaValues(Map<Integer, String> byKey) {

    private static final Pattern FORM = Pattern.compile("(0x[0-9a-fA-F]{1,2}|\\d{1,3})=(.*)", Pattern.DOTALL);
    private static final int COPY = 256 << 10;
    private static final int BEGIN_MAGIC = 0x5a4b3c2d;
    private static final int END_MAGIC = 0xa5b4c3d2;
    private static final int CHECKSUM_BYTES = 32;
    private static final int END_BYTES = CHECKSUM_BYTES + Integer.BYTES;

    MetaValues {
        byKey = new TreeMap<>(byKey);
        long bytes = byKey.values().stream()
                .mapToLong(value -> 2 * Integer.BYTES + value.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (Integer.BYTES + bytes + END_BYTES > COPY) {
            throw new IllegalArgumentException("the values of --meta are " + bytes + " bytes, more than META holds");
        }
    }

    /**
     * Reads what the user wrote; of a key that comes twice the last value counts.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static MetaValues parse(List<String> texts) {
        Map<Integer, String> byKey = new TreeMap<>();
        for (String text : texts) {
            Matcher form = FORM.matcher(text);
            int key = form.matches() ? Integer.decode(form.group(1)) : -1;
            if (key < 1 || key > 255 || form.group(2).contains(";")) {
                throw new IllegalArgumentException(
                        "--meta takes KEY=VALUE with a key from 0x01 to 0xff and no ';' in the value, not '" + text
                                + "'");
            }
            byKey.put(key, form.group(2));
        }
        return new MetaValues(byKey);
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** The kernel argument by which an installer learns of them. */
    List<String> kernelArguments() {
        if (isEmpty()) {
            return List.of();
        }
        String joined = byKey.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "0x%x=%s", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(";"));
        String encoded = Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
        return List.of("talos.environment=INSTALLER_META_BASE64=" + encoded);
    }

    /**
     * What the partition begins with, as Talos reads it (internal/pkg/meta of its source): twice the same 256 KiB, all
     * numbers in the order of the network. A copy is a magic number; key, length and value of each; zeros; the SHA-256
     * of the copy as if it were zeros itself; a magic number.
     */
    byte[] partition() {
        ByteBuffer copy = ByteBuffer.allocate(COPY).putInt(BEGIN_MAGIC);
        byKey.forEach((key, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            copy.putInt(key).putInt(bytes.length).put(bytes);
        });
        copy.putInt(COPY - Integer.BYTES, END_MAGIC);
        copy.put(COPY - END_BYTES, Digest.newSha256().digest(copy.array()));
        return ByteBuffer.allocate(2 * COPY).put(copy.array()).put(copy.array()).array();
    }
}
