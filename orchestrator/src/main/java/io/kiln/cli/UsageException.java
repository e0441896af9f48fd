package io.kiln.cli;

/** An option or argument that cannot be used; the message is a sentence for the user. */
final class UsageException extends RuntimeException {

    UsageException(String message) {
        super(message);
    }

    /** Runs a parser and turns its refusal into a sentence that names the option. */
    static <T> T parsing(String option, java.util.function.Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
