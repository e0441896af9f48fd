package io.kiln.registry;

/** How a blob came to be in the repository it was pushed to. */
public enum BlobOutcome {
    /** Its bytes were sent. */
    SENT,
    /** The registry linked it from another of its repositories. */
    MOUNTED,
    /** It was there already. */
    PRESENT,
    /** It is not there; the push ends with an exception. */
    FAILED
}
