package io.kiln.source;

import io.kiln.exec.BuildException;
import io.kiln.model.Source;

/** Thrown when a source is not the file that the package describes; nothing of it was kept. Exit code 2. */
public final class ChecksumMismatchException extends BuildException {

    private final transient Source source;
    private final String actualSha256;
    private final String actualSha512;

    private ChecksumMismatchException(String message, Source source, Checksums actual) {
        super(2, message);
        this.source = source;
        this.actualSha256 = actual.sha256();
        this.actualSha512 = actual.sha512();
    }

    static ChecksumMismatchException of(String packageName, Source source, String url, Checksums actual) {
        String message = packageName + ": source " + url + ": wrong checksum\n  at " + source.at()
                + line("sha256", source.sha256(), actual.sha256())
                + line("sha512", source.sha512(), actual.sha512())
                + "\n  hint: if upstream released the file anew and you trust it, update sha256 and sha512 together";
        return new ChecksumMismatchException(message, source, actual);
    }

    private static String line(String name, String expected, String actual) {
        return expected.equals(actual)
                ? "\n  " + name + " is " + actual + ", as expected"
                : "\n  " + name + " expected " + expected + "\n  " + name + " actual   " + actual;
    }

    public Source source() {
        return source;
    }

    public String actualSha256() {
        return actualSha256;
    }

    public String actualSha512() {
        return actualSha512;
    }
}
