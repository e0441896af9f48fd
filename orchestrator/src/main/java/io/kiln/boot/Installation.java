package io.kiln.boot;

/**
 * What became of an installer image that the machine ran, as its init reports it.
 *
 * @param disk that it was to install to, or {@code -} if there was none
 * @param text the last words of the installer
 */
public record Installation(String disk, Outcome outcome, String text) {

    /** What became of it. */
    public enum Outcome {
        DONE,
        /** Before anything was written. */
        REFUSED,
        /** It did not end, or not as it should have; the disk may be half written. */
        FAILED
    }
}
