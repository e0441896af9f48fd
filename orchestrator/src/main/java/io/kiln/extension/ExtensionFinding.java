package io.kiln.extension;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Position;
import java.util.Optional;

/**
 * One way in which an extension breaks a rule.
 *
 * @param image what the extension is called
 * @param path relative to the root of the image; empty for the image as a whole
 * @param isError whether a machine would refuse it, or go wrong with it
 * @param advice what to do about it
 * @param source where in a text it stands, if it is in one
 */
public record ExtensionFinding(
        String image,
        String path,
        ExtensionRule rule,
        boolean isError,
        String message,
        Optional<String> advice,
        Optional<Diagnostic> source) {

    static ExtensionFinding error(String image, String path, ExtensionRule rule, String message, String advice) {
        return new ExtensionFinding(image, path, rule, true, message, Optional.of(advice), Optional.empty());
    }

    static ExtensionFinding of(String image, String path, ExtensionRule rule, Diagnostic diagnostic) {
        return new ExtensionFinding(
                image,
                path,
                rule,
                diagnostic.isError(),
                diagnostic.message(),
                diagnostic.hint(),
                Optional.of(diagnostic));
    }

    /** The place in the user's file, if it is known. */
    public Optional<Position> at() {
        return source.map(Diagnostic::at);
    }

    /** The finding as the user reads it. */
    public String render() {
        if (source.isPresent()) {
            return source.get().render();
        }
        return printable(image + ": " + (path.isEmpty() ? "" : "/" + path + ": ") + message)
                + advice.map(text -> "\n  hint: " + printable(text)).orElse("");
    }

    /** Paths in images are not ours: none of them may steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
