package io.kiln.model.template;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Utf8;
import java.util.Locale;

/** The built-in escapes for HTML, JavaScript and the query of a URL. */
final class Escapes {

    private Escapes() {}

    static String html(String bytes, Budget budget) throws CallException {
        budget.bytes(bytes.length() * 6L);
        StringBuilder out = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            switch (c) {
                case 0 -> out.append(Utf8.encode(Utf8.INVALID));
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    static String javaScript(String bytes, Budget budget) throws CallException {
        budget.bytes(bytes.length() * 6L);
        StringBuilder out = new StringBuilder(bytes.length());
        for (int at = 0, width; at < bytes.length(); at += width) {
            width = Utf8.width(bytes, at);
            int rune = Utf8.rune(bytes, at);
            if (rune == '\\' || rune == '\'' || rune == '"') {
                out.append('\\').append((char) rune);
            } else if (rune < ' '
                    || rune == '<'
                    || rune == '>'
                    || rune == '&'
                    || rune == '='
                    || rune >= 0x80 && !Quote.isPrintable(rune)) {
                out.append(String.format(Locale.ROOT, "\\u%04X", rune));
            } else {
                out.append(bytes, at, at + width);
            }
        }
        return out.toString();
    }

    static String urlQuery(String bytes, Budget budget) throws CallException {
        budget.bytes(bytes.length() * 3L);
        StringBuilder out = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.~".indexOf(c) >= 0;
            out.append(c == ' ' ? "+" : plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }
}
