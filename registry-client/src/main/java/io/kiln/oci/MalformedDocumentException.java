package io.kiln.oci;

import java.io.IOException;

/** A manifest, index or configuration that is not what the OCI image specification says it must be. */
public final class MalformedDocumentException extends IOException {

    private final String document;
    private final String field;

    MalformedDocumentException(String document, String field, String problem) {
        super("The " + document + " is malformed: " + (field.isEmpty() ? "" : "'" + field + "' ") + problem + ".");
        this.document = document;
        this.field = field;
    }

    /** The kind of document, for example {@code image manifest}. */
    public String document() {
        return document;
    }

    /** Where in the document, for example {@code layers[2].digest}; empty for the document as a whole. */
    public String field() {
        return field;
    }
}
