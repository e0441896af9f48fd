package io.kiln.model.template.sprig;

import io.kiln.model.template.value.CallException;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A semantic version; what is left out of {@code 1.2} is zero.
 *
 * @param original the text it was read from
 * @see <a href="https://semver.org">semver.org</a>
 */
record Version(long major, long minor, long patch, String prerelease, String metadata, String original)
        implements Comparable<Version> {

    private static final int MAX_LENGTH = 1000;
    private static final String IDENTIFIERS = "([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)";
    private static final Pattern SYNTAX = Pattern.compile(
            "v?([0-9]+)(?:\\.([0-9]+))?(?:\\.([0-9]+))?(?:-" + IDENTIFIERS + ")?(?:\\+" + IDENTIFIERS + ")?");

    static Version parse(String text) throws CallException {
        Matcher matcher = SYNTAX.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw new CallException("invalid semantic version");
        }
        String prerelease = orEmpty(matcher.group(4));
        for (String identifier : prerelease.split("\\.")) {
            if (identifier.matches("0[0-9]+")) {
                throw new CallException("version segment starts with 0");
            }
        }
        return new Version(
                number(matcher.group(1)),
                number(matcher.group(2)),
                number(matcher.group(3)),
                prerelease,
                orEmpty(matcher.group(5)),
                text);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static long number(@Nullable String digits) throws CallException {
        if (digits == null) {
            return 0;
        }
        BigInteger number = new BigInteger(digits);
        if (number.bitLength() > 64) {
            throw new CallException(
                    "error parsing version segment: strconv.ParseUint: parsing \"" + digits + "\": value out of range");
        }
        return number.longValue();
    }

    /** The version with one part raised (0 major, 1 minor, 2 patch) and those after it zero; a pre-release becomes its release first. */
    Version increment(int part) {
        String prefix = original.startsWith("v") ? "v" : "";
        boolean releaseOnly = part == 2 && !prerelease.isEmpty();
        Version next = new Version(
                part == 0 ? major + 1 : major,
                part == 0 ? 0 : part == 1 ? minor + 1 : minor,
                part < 2 ? 0 : releaseOnly ? patch : patch + 1,
                "",
                "",
                "");
        return next.withOriginal(prefix + next);
    }

    Version withPrerelease(String text) throws CallException {
        Version next = new Version(major, minor, patch, text, metadata, "");
        return checked(next);
    }

    Version withMetadata(String text) throws CallException {
        return checked(new Version(major, minor, patch, prerelease, text, ""));
    }

    private Version checked(Version next) throws CallException {
        parse(next.toString());
        return next.withOriginal((original.startsWith("v") ? "v" : "") + next);
    }

    private Version withOriginal(String text) {
        return new Version(major, minor, patch, prerelease, metadata, text);
    }

    @Override
    public int compareTo(Version other) {
        int order = Long.compareUnsigned(major, other.major);
        order = order != 0 ? order : Long.compareUnsigned(minor, other.minor);
        order = order != 0 ? order : Long.compareUnsigned(patch, other.patch);
        return order != 0 ? order : comparePrerelease(prerelease, other.prerelease);
    }

    static int comparePrerelease(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        String[] a = left.split("\\.");
        String[] b = right.split("\\.");
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = compareIdentifiers(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    private static int compareIdentifiers(String left, String right) {
        boolean leftIsNumber = left.matches("[0-9]+");
        boolean rightIsNumber = right.matches("[0-9]+");
        if (leftIsNumber && rightIsNumber) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        return leftIsNumber != rightIsNumber ? (leftIsNumber ? -1 : 1) : Integer.signum(left.compareTo(right));
    }

    @Override
    public String toString() {
        String numbers =
                Long.toUnsignedString(major) + "." + Long.toUnsignedString(minor) + "." + Long.toUnsignedString(patch);
        return numbers + (prerelease.isEmpty() ? "" : "-" + prerelease) + (metadata.isEmpty() ? "" : "+" + metadata);
    }
}
