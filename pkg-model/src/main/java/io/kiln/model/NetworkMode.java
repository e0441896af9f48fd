package io.kiln.model;

/** What the instructions of a step may reach over the network. */
public enum NetworkMode {
    /** Loopback only: the default. */
    NONE,
    /** The outside, from a network namespace of its own. */
    DEFAULT,
    /** The host's own network. */
    HOST
}
