package io.kiln.imager;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes {@code extensions.yaml}, which tells the machine's init which layers to put over its root. Not thread-safe. */
final class ExtensionsYaml {

    /** A text that YAML reads as the text that it is, without quotes, unless it looks like something else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+()-]+)*");

    private static final Pattern SOMETHING_ELSE = Pattern.compile(
            "true|false|yes|no|on|off|null|y|n|[0-9_]+|0[xob][0-9a-f_]+|[0-9]+(\\.[0-9]*)?(e[-+]?[0-9]+)?"
                    + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*",
            Pattern.CASE_INSENSITIVE);

    private static final String HEAD = "layers:\n";

    private final StringBuilder text = new StringBuilder(HEAD);

    boolean isEmpty() {
        return text.length() == HEAD.length();
    }

    /** Adds a layer below all others. */
    ExtensionsYaml firstLayer(String file, ExtensionMetadata metadata) {
        String rest = text.substring(HEAD.length());
        text.setLength(HEAD.length());
        layer(file, metadata);
        text.append(rest);
        return this;
    }

    /** Adds the next layer, above those added before. */
    ExtensionsYaml layer(String file, ExtensionMetadata metadata) {
        text.append("    - image: ").append(scalar(file)).append("\n      metadata:\n");
        field("        name", metadata.name());
        field("        version", metadata.version());
        field("        author", metadata.author());
        field("        description", metadata.description());
        if (metadata.talosVersions().isEmpty()) {
            text.append("        compatibility: {}\n");
        } else {
            text.append("        compatibility:\n            talos:\n");
            field("                version", metadata.talosVersions());
        }
        if (!metadata.extraInfo().isEmpty()) {
            field("        extraInfo", metadata.extraInfo());
        }
        return this;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void field(String key, String value) {
        text.append(key).append(": ").append(scalar(value)).append('\n');
    }

    private static String scalar(String value) {
        if (PLAIN.matcher(value).matches() && !SOMETHING_ELSE.matcher(value).matches()) {
            return value;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
