package io.kiln.model.template.sprig;

/**
 * An encoding of bytes in a power of two of letters (RFC 4648), with Go's rules for what is malformed.
 *
 * @param bits the bits in each letter
 * @param group the letters that are padded to
 */
record Base(String letters, int bits, int group, String name) {

    String encode(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length() * 2);
        int buffer = 0;
        int filled = 0;
        for (int i = 0; i < bytes.length(); i++) {
            buffer = (buffer << 8 | bytes.charAt(i)) & 0xFFFF;
            for (filled += 8; filled >= bits; filled -= bits) {
                out.append(letters.charAt(buffer >> (filled - bits) & (1 << bits) - 1));
            }
        }
        if (filled > 0) {
            out.append(letters.charAt(buffer << (bits - filled) & (1 << bits) - 1));
        }
        while (out.length() % group != 0) {
            out.append('=');
        }
        return out.toString();
    }

    /** The bytes, or the text of the error: that is what Sprig returns. */
    String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int buffer = 0;
        int filled = 0;
        int count = 0;
        int at = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n' || c == '\r') {
                continue;
            }
            int letter = letters.indexOf(c);
            if (letter < 0) {
                break;
            }
            count++;
            buffer = (buffer << bits | letter) & 0xFFFF;
            filled += bits;
            if (filled >= 8) {
                filled -= 8;
                out.append((char) (buffer >> filled & 0xFF));
            }
        }
        int error = malformedAt(text, at, count % group);
        return error < 0 ? out.toString() : "illegal " + name + " data at input byte " + error;
    }

    /** Where the padding is wrong, or -1. */
    private int malformedAt(String text, int at, int used) {
        if (used == 0) {
            return at == text.length() ? -1 : at;
        }
        if (at == text.length()) {
            return at - used;
        }
        if (used * bits % 8 >= bits) {
            return at;
        }
        int missing = group - used;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=' && missing > 0) {
                missing--;
            } else if (c != '\n' && c != '\r') {
                return i;
            }
        }
        return missing == 0 ? -1 : text.length();
    }
}
