package io.kiln.source;

import io.kiln.model.Source;

/** Both sums of a file, as lower-case hex. */
record Checksums(String sha256, String sha512) {

    static Checksums wantedBy(Source source) {
        return new Checksums(source.sha256(), source.sha512());
    }
}
