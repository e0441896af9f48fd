package io.kiln.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names one snapshot in the store: 16 random hex digits, which say nothing of the content. */
public record SnapshotId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public SnapshotId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a snapshot id");
        }
    }

    public static SnapshotId fresh() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return new SnapshotId(HexFormat.of().formatHex(bytes));
    }

    /** The snapshot that a record of the store names; a record that names none in this form counts as damaged. */
    public static Optional<SnapshotId> in(JsonNode record) {
        String text = record.path("snapshot").asText();
        return FORM.matcher(text).matches() ? Optional.of(new SnapshotId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
