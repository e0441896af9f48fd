package io.kiln.model.workspace;

/** Recognises what a template writes for a variable that is not set. */
final class UnsetVariables {

    private static final String NO_VALUE = "<no value>";

    private UnsetVariables() {}

    /** The hint for a faulty text: that a variable is missing, where that shows in it. */
    static String hint(String text, String otherwise) {
        return text.contains(NO_VALUE) ? "a variable in it is not set" : otherwise;
    }
}
