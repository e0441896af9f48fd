package io.kiln.kmod;

import java.io.IOException;
import java.util.OptionalLong;

/** Searches large content for a few bytes, a window at a time. */
final class PatternScan {

    private static final int WINDOW = 1 << 18;

    private final Bytes bytes;

    PatternScan(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Where {@code pattern} stands first at or after {@code from}. */
    OptionalLong next(byte[] pattern, long from) throws IOException {
        byte[] window = new byte[WINDOW];
        long start = Math.max(0, from);
        while (start <= bytes.size() - pattern.length) {
            int length = (int) Math.min(window.length, bytes.size() - start);
            bytes.copy(start, window, 0, length);
            int found = indexOf(window, length, pattern);
            if (found >= 0) {
                return OptionalLong.of(start + found);
            }
            start += length - pattern.length + 1; // the windows overlap, so that no match is cut in two
        }
        return OptionalLong.empty();
    }

    private static int indexOf(byte[] window, int length, byte[] pattern) {
        for (int i = 0; i <= length - pattern.length; i++) {
            int matched = 0;
            while (matched < pattern.length && window[i + matched] == pattern[matched]) {
                matched++;
            }
            if (matched == pattern.length) {
                return i;
            }
        }
        return -1;
    }
}
