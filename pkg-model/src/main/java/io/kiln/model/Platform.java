package io.kiln.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An operating system and processor architecture in the words of the OCI image specification, for example
 * {@code linux/amd64} or {@code linux/arm/v7}.
 */
public record Platform(String os, String architecture, Optional<String> variant) {

    private static final Pattern PART = Pattern.compile("[a-z0-9_.-]+");

    public Platform {
        check(os);
        check(architecture);
        variant.ifPresent(Platform::check);
    }

    public static Platform of(String os, String architecture) {
        return new Platform(os, architecture, Optional.empty());
    }

    /** The platform this process runs on. */
    public static Platform host() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return of("linux", arch.equals("x86_64") ? "amd64" : arch.equals("aarch64") ? "arm64" : arch);
    }

    /**
     * Reads {@code os/arch[/variant]}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("platform '" + text + "' is not of the form os/arch[/variant]");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }

    private static void check(String part) {
        if (!PART.matcher(part).matches()) {
            throw new IllegalArgumentException("'" + part + "' is not a part of a platform (os/arch[/variant])");
        }
    }
}
