package io.kiln.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The error codes and messages of a registry's answer, made harmless to print. */
final class ErrorDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ERRORS = 5;
    private static final int MAX_TEXT = 300;

    private ErrorDocument() {}

    /** Something like {@code DENIED: requested access is denied}; empty if the body is not the OCI error form. */
    static String describe(byte[] body) {
        JsonNode errors;
        try {
            errors = JSON.readTree(body).path("errors");
        } catch (IOException e) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode error : errors) {
            if (texts.size() == MAX_ERRORS) {
                break;
            }
            texts.add(printable(error.path("code").asText()) + ": "
                    + printable(error.path("message").asText()));
        }
        return String.join("; ", texts);
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
        return plain.length() <= MAX_TEXT ? plain : plain.substring(0, MAX_TEXT) + "…";
    }
}
