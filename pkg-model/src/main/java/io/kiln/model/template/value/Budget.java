package io.kiln.model.template.value;

/** What one execution may use, so that no template can exhaust memory or time. Not thread-safe. */
public final class Budget {

    /** The most that one execution may write or build as values, in bytes. */
    public static final int MAX_BYTES = 64 << 20;

    private static final long MAX_STEPS = 5_000_000;

    /** An element of a list costs about this much memory. */
    private static final int ELEMENT_BYTES = 40;

    private long bytes;
    private long steps;

    /** Counts bytes that a function is about to build. */
    public void bytes(long count) throws CallException {
        bytes += Math.max(0, count);
        if (bytes > MAX_BYTES) {
            throw new CallException("the values of this template need more than " + (MAX_BYTES >> 20) + " MiB");
        }
    }

    /** Counts elements that a function is about to build. */
    public void elements(long count) throws CallException {
        bytes(count > MAX_BYTES ? count : count * ELEMENT_BYTES);
    }

    /** Counts units of work: evaluated nodes, compared or printed elements. */
    public void steps(long count) throws CallException {
        steps += count;
        if (steps > MAX_STEPS) {
            throw new CallException("this template needs more than " + MAX_STEPS + " steps");
        }
    }
}
