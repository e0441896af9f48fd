package io.kiln.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of the form {@code NAME=VALUE}. */
final class KeyValues {

    private KeyValues() {}

    static Map<String, String> parse(String option, List<String> texts) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new UsageException(option + " takes NAME=VALUE, not '" + text + "'");
            }
            values.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return values;
    }
}
