package io.kiln.model.template.sprig;

import io.kiln.model.template.value.CallException;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One condition on a version.
 *
 * @param given how many of its numbers are given; if fewer than three, the others are open, as in {@code 1.x}
 */
record Constraint(String operator, Version bound, int given) {

    static final String OPERATOR = "!=|>=|=>|<=|=<|~>|=|>|<|~|\\^|";
    static final String VERSION = "v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?"
            + "(-([0-9A-Za-z\\-]+(?:\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(?:\\.[0-9A-Za-z\\-]+)*))?";

    /** The groups inside {@link #VERSION}. */
    static final int GROUPS = 7;

    /** Reads a match whose first group is the operator and whose second is the version. */
    static Constraint of(Matcher match) throws CallException {
        String major = match.group(3);
        String minor = without(match.group(4));
        String patch = without(match.group(5));
        int given = isOpen(major) ? 0 : isOpen(minor) ? 1 : isOpen(patch) ? 2 : 3;
        String tail = match.group(6) == null ? "" : match.group(6);
        String numbers = (given > 0 ? major : "0") + "." + (given > 1 ? minor : "0") + "." + (given > 2 ? patch : "0");
        return new Constraint(match.group(1), Version.parse(numbers + tail), given);
    }

    private static String without(@Nullable String part) {
        return part == null ? "" : part.substring(1);
    }

    private static boolean isOpen(String part) {
        return part.isEmpty() || part.equals("x") || part.equals("X") || part.equals("*");
    }

    boolean accepts(Version version) {
        boolean unwantedPrerelease =
                !version.prerelease().isEmpty() && bound.prerelease().isEmpty();
        if (operator.equals("!=")) {
            return given == 3 ? version.compareTo(bound) != 0 : !unwantedPrerelease && differs(version);
        }
        if (unwantedPrerelease) {
            return false;
        }
        return switch (operator) {
            case ">" -> isGreater(version);
            case "<" -> version.compareTo(bound) < 0;
            case ">=", "=>" -> version.compareTo(bound) >= 0;
            case "<=", "=<" -> isAtMost(version);
            case "~", "~>" -> isAbout(version);
            case "^" -> isCompatible(version);
            default -> given == 3 ? version.compareTo(bound) == 0 : isAbout(version);
        };
    }

    private boolean differs(Version version) {
        if (given == 0 || version.major() != bound.major()) {
            return version.compareTo(bound) != 0;
        }
        return given == 2 && isOtherMinor(version);
    }

    private boolean isOtherMinor(Version version) {
        return version.minor() != bound.minor()
                || Version.comparePrerelease(version.prerelease(), bound.prerelease()) != 0;
    }

    private boolean isGreater(Version version) {
        if (given == 3 || given == 0 || version.major() != bound.major()) {
            return version.compareTo(bound) > 0;
        }
        return given == 2 && Long.compareUnsigned(version.minor(), bound.minor()) > 0;
    }

    private boolean isAtMost(Version version) {
        if (given == 3) {
            return version.compareTo(bound) <= 0;
        }
        int major = Long.compareUnsigned(version.major(), bound.major());
        return major < 0 || major == 0 && (given == 1 || Long.compareUnsigned(version.minor(), bound.minor()) <= 0);
    }

    private boolean isAbout(Version version) {
        if (version.compareTo(bound) < 0) {
            return false;
        }
        boolean isZero = bound.major() == 0 && bound.minor() == 0 && bound.patch() == 0;
        if (isZero && given != 1 && given != 2) {
            return true;
        }
        return version.major() == bound.major() && (given == 1 || version.minor() == bound.minor());
    }

    private boolean isCompatible(Version version) {
        if (version.compareTo(bound) < 0) {
            return false;
        }
        if (bound.major() != 0 || given == 1) {
            return version.major() == bound.major();
        }
        if (given == 0) {
            return version.major() == 0 && version.minor() == 0 && version.patch() == 0;
        }
        if (version.major() != 0 || version.minor() != bound.minor()) {
            return false;
        }
        return bound.minor() != 0 || given == 2 || version.patch() == bound.patch();
    }
}
