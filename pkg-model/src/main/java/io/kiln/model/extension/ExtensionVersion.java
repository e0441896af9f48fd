package io.kiln.model.extension;

import java.util.regex.Pattern;

/** The forms that the version of an extension may have. */
public final class ExtensionVersion {

    /** The forms, for a message. */
    public static final String FORMS =
            "MAJOR.MINOR.PATCH[-PRE][+BUILD] or MAJOR.MINOR (with or without a v), YYYYMMDD[.N], X.Y.Z-vA.B.C, or HEX-vA.B.C";

    private static final String NUMBERS = "[0-9]+\\.[0-9]+\\.[0-9]+";
    private static final String DESCRIBED = "(-[0-9]+-g[0-9a-f]+(-dirty)?)?";
    private static final Pattern DATE = Pattern.compile("[0-9]{8}(\\.[0-9]+)?");
    private static final Pattern SHORT = Pattern.compile("v?[0-9]+\\.[0-9]+");
    private static final Pattern WITH_TALOS = Pattern.compile(NUMBERS + "-v" + NUMBERS + DESCRIBED);
    private static final Pattern COMMIT_WITH_TALOS =
            Pattern.compile("[0-9a-f]+-v" + NUMBERS + "(-[0-9A-Za-z]+(\\.[0-9A-Za-z]+)*)?" + DESCRIBED);
    private static final int LONGEST = 256;

    private ExtensionVersion() {}

    /** Whether a machine's catalogue takes this as the version of an extension. */
    public static boolean isValid(String text) {
        return text.length() <= LONGEST
                && (SemanticVersion.isOne(text.startsWith("v") ? text.substring(1) : text)
                        || DATE.matcher(text).matches()
                        || SHORT.matcher(text).matches()
                        || WITH_TALOS.matcher(text).matches()
                        || COMMIT_WITH_TALOS.matcher(text).matches());
    }
}
