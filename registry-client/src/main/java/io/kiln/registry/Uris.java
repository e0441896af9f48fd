package io.kiln.registry;

import java.net.URI;

/** Comparing addresses, and printing them without what may be secret. */
final class Uris {

    private Uris() {}

    /** Scheme, host and port are the same, default ports being filled in. */
    static boolean sameHost(URI a, URI b) {
        return a.getHost() != null
                && a.getHost().equalsIgnoreCase(b.getHost())
                && String.valueOf(a.getScheme()).equalsIgnoreCase(b.getScheme())
                && port(a) == port(b);
    }

    /** The address without user, query and fragment: signed URLs carry secrets there. */
    static String printable(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
