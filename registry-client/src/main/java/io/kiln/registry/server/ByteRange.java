package io.kiln.registry.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a blob, both ends included.
 *
 * @param last less than {@code first} if the range lies outside the blob
 */
record ByteRange(long first, long last) {

    private static final Pattern REQUEST = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
    private static final Pattern CHUNK = Pattern.compile("(?:bytes )?([0-9]{1,18})-([0-9]{1,18})(?:/.*)?");

    /** Reads a {@code Range} header; empty for several ranges or nonsense, which are answered with the whole blob. */
    static Optional<ByteRange> ofRequest(String header, long size) {
        Matcher m = REQUEST.matcher(header.trim());
        if (!m.matches() || m.group(1).isEmpty() && m.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (m.group(1).isEmpty()) {
            long tail = Math.min(Long.parseLong(m.group(2)), size);
            return Optional.of(new ByteRange(size - tail, size - 1));
        }
        long first = Long.parseLong(m.group(1));
        long last = m.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(m.group(2)), size - 1);
        return Optional.of(new ByteRange(first, last));
    }

    /** Reads the {@code Content-Range} of an uploaded chunk. */
    static Optional<ByteRange> ofChunk(String header) {
        Matcher m = CHUNK.matcher(header.trim());
        return m.matches()
                ? Optional.of(new ByteRange(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))))
                : Optional.empty();
    }

    boolean isEmpty() {
        return last < first;
    }

    long length() {
        return last - first + 1;
    }
}
