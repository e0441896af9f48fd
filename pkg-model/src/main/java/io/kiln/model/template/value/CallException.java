package io.kiln.model.template.value;

/** Thrown by a function that cannot do what the template asks for; the message is Go's, as text. */
public final class CallException extends Exception {

    private final String message;

    public CallException(String message) {
        super(message, null, false, false);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
