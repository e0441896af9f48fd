package io.kiln.oci.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One value of a DER encoding, within bounds (X.690); {@code start} and {@code length} are those of its content. */
record DerValue(byte[] bytes, int tag, int start, int length) {

    private static final int MAX_CHILDREN = 32;

    /** The value that starts here, if all of it lies before the end. */
    static Optional<DerValue> read(byte[] bytes, int at, int end) {
        if (at + 2 > end) {
            return Optional.empty();
        }
        int length = bytes[at + 1] & 0xff;
        int start = at + 2;
        if (length >= 0x80) {
            int octets = length & 0x7f;
            if (octets == 0 || octets > 3 || start + octets > end) {
                return Optional.empty();
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | (bytes[start++] & 0xff);
            }
        }
        return length > end - start
                ? Optional.empty()
                : Optional.of(new DerValue(bytes, bytes[at] & 0xff, start, length));
    }

    /** The values inside, if they fill this one exactly. */
    Optional<List<DerValue>> children() {
        List<DerValue> found = new ArrayList<>();
        int at = start;
        while (at < start + length) {
            Optional<DerValue> child = read(bytes, at, start + length);
            if (child.isEmpty() || found.size() == MAX_CHILDREN) {
                return Optional.empty();
            }
            found.add(child.get());
            at = child.get().start + child.get().length;
        }
        return Optional.of(found);
    }

    int firstByte() {
        return length == 0 ? -1 : bytes[start] & 0xff;
    }

    byte[] content() {
        return Arrays.copyOfRange(bytes, start, start + length);
    }
}
