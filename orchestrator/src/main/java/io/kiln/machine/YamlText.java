package io.kiln.machine;

import java.util.regex.Pattern;

/** Writes texts as YAML scalars that every reader takes for texts. */
final class YamlText {

    /** Words without a meaning of their own; no numbers, no truth values, no null. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./=@+-]*(:[A-Za-z0-9_./@+-]+)*");

    private static final Pattern WORD_WITH_MEANING = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null");

    private YamlText() {}

    static String of(String text) {
        if (PLAIN.matcher(text).matches() && !WORD_WITH_MEANING.matcher(text).matches()) {
            return text;
        }
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
