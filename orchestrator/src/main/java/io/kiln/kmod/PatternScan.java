package io.kiln.kmod;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Searches large content for a few bytes, a window at a time. The window is kept from search to search, so that going from
 * match to match reads everything once. Not thread-safe.
 */
final class PatternScan {

    private static final int WINDOW = 1 << 18;

    private final Bytes bytes;
    private final byte[] window = new byte[WINDOW];
    private long start;
    private int length;

    PatternScan(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Where {@code pattern} stands first at or after {@code from}. */
    OptionalLong next(byte[] pattern, long from) throws IOException {
        long at = Math.max(0, from);
        while (at <= bytes.size() - pattern.length) {
            if (at < start || at > start + length - pattern.length) {
                start = at;
                length = (int) Math.min(window.length, bytes.size() - start);
                bytes.copy(start, window, 0, length);
            }
            int found = indexOf(pattern, (int) (at - start));
            if (found >= 0) {
                return OptionalLong.of(start + found);
            }
            at = start + length - pattern.length + 1; // the windows overlap, so that no match is cut in two
        }
        return OptionalLong.empty();
    }

    private int indexOf(byte[] pattern, int from) {
        for (int i = from; i <= length - pattern.length; i++) {
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
