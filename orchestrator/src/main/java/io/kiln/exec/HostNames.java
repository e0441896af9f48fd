package io.kiln.exec;

/** What the machine of a stage is called, and which names it knows without asking anybody. */
public final class HostNames {

    /** Its own name. */
    public static final String OWN = "kiln";

    /** The text of {@code /etc/hosts}. */
    public static final String FILE = "127.0.0.1\tlocalhost " + OWN
            + "\n::1\tlocalhost ip6-localhost ip6-loopback\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n";

    private HostNames() {}
}
