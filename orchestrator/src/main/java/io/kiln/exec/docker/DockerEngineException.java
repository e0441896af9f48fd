package io.kiln.exec.docker;

import io.kiln.exec.BuildException;

/** A Docker Engine that cannot be reached, went away, or refused something. */
public final class DockerEngineException extends BuildException {

    private final int status;

    DockerEngineException(String message, int status, Throwable cause) {
        super(DockerEngineExceptions.ENVIRONMENT, message, cause);
        this.status = status;
    }

    /** The HTTP status with which the engine refused: 404 if there is no such thing, 409 for a conflict; 0 if it gave none. */
    public int status() {
        return status;
    }
}
