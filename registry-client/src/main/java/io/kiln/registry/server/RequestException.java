package io.kiln.registry.server;

/** A request that is answered with an error code. */
final class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RequestException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
