package io.kiln.model.extension;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A full semantic version; build metadata is no part of it, since it does not order versions.
 *
 * @param prerelease without its dash, empty for a release
 * @see <a href="https://semver.org/spec/v2.0.0.html">semver.org</a>
 */
record SemanticVersion(long major, long minor, long patch, String prerelease) implements Comparable<SemanticVersion> {

    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
    private static final Pattern SYNTAX = Pattern.compile(
            NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + IDENTIFIERS + "))?(?:\\+" + IDENTIFIERS + ")?");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?:.*\\.)?0[0-9]+(?:\\..*)?");
    private static final int LONGEST = 256;

    /** @throws IllegalArgumentException with a sentence, if the text is not a full version */
    static SemanticVersion parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.length() > LONGEST ? "" : text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a version of the form MAJOR.MINOR.PATCH");
        }
        String prerelease = matcher.group(4) == null ? "" : matcher.group(4);
        if (LEADING_ZERO.matcher(prerelease).matches()) {
            throw new IllegalArgumentException("the pre-release of '" + text + "' has a number that begins with 0");
        }
        return new SemanticVersion(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                prerelease);
    }

    static boolean isOne(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        return order != 0 ? order : comparePrerelease(prerelease, other.prerelease);
    }

    private static int comparePrerelease(String left, String right) {
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
        boolean leftIsNumber = isNumber(left);
        boolean rightIsNumber = isNumber(right);
        if (leftIsNumber && rightIsNumber) {
            // without leading zeros the longer number is the larger one
            int length = Integer.compare(left.length(), right.length());
            return length != 0 ? length : left.compareTo(right);
        }
        return leftIsNumber != rightIsNumber ? (leftIsNumber ? -1 : 1) : left.compareTo(right);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (prerelease.isEmpty() ? "" : "-" + prerelease);
    }
}
