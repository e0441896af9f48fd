package io.kiln.model.extension;

import java.util.regex.Pattern;

/**
 * The version of Talos that an extension is to run on. Only major, minor and patch count when a constraint is held
 * against it, so that {@code v1.10.0-alpha.1} satisfies {@code >= v1.10.0}.
 *
 * @param tag as it was given
 */
public record TalosVersion(String tag, long major, long minor, long patch) {

    private static final Pattern SHORT = Pattern.compile("[0-9]+(\\.[0-9]+)?");
    private static final Pattern LEADING_ZEROS = Pattern.compile("(?<=^|\\.)0+(?=[0-9])");

    /**
     * Reads a tag as Talos reads its own: a {@code v} in front is allowed, and {@code 1.10} is {@code 1.10.0}.
     *
     * @throws IllegalArgumentException with a sentence, if it is not a semantic version
     */
    public static TalosVersion parse(String tag) {
        String text = tag.strip();
        text = text.startsWith("v") ? text.substring(1) : text;
        int numbers = 0;
        while (numbers < text.length()
                && (Character.digit(text.charAt(numbers), 10) >= 0 || text.charAt(numbers) == '.')) {
            numbers++;
        }
        String core = LEADING_ZEROS.matcher(text.substring(0, numbers)).replaceAll("");
        if (numbers == text.length() && SHORT.matcher(core).matches()) {
            core += core.contains(".") ? ".0" : ".0.0";
        }
        try {
            SemanticVersion version = SemanticVersion.parse(core + text.substring(numbers));
            return new TalosVersion(tag, version.major(), version.minor(), version.patch());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the Talos version '" + tag
                            + "' is not a semantic version, so no extension can be held against it; "
                            + "write it like v1.10.0 or v1.10.0-alpha.1",
                    e);
        }
    }

    SemanticVersion core() {
        return new SemanticVersion(major, minor, patch, "");
    }

    @Override
    public String toString() {
        return tag;
    }
}
