package io.kiln.registry.server;

/** The error codes of the OCI distribution specification that this registry answers, with their usual status. */
enum ErrorCode {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(416),
    BLOB_UPLOAD_UNKNOWN(404),
    DENIED(409),
    DIGEST_INVALID(400),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    SIZE_INVALID(400),
    PAGINATION_NUMBER_INVALID(400),
    UNSUPPORTED(405),
    UNKNOWN(500);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
