package io.kiln.model.template.value;

/**
 * A function or method that a template can call.
 *
 * @param name the name as errors show it
 */
public record Function(String name, Signature signature, Body body) {

    /** What a function does with arguments that fit its signature. */
    @FunctionalInterface
    public interface Body {
        Value call(Arguments arguments) throws CallException;
    }

    /** The body of a function that never runs, whatever its arguments are; they are not even looked at. */
    public record Refusal(String reason) implements Body {
        @Override
        public Value call(Arguments arguments) throws CallException {
            throw new CallException(reason);
        }
    }
}
