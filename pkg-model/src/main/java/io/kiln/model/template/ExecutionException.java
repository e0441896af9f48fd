package io.kiln.model.template;

/** Thrown while a template runs, with the node where it failed; becomes a {@link TemplateException}. */
final class ExecutionException extends Exception {

    private final String template;
    private final transient Node node;
    private final String reason;

    /**
     * A failure at a node.
     *
     * @param reason as bytes
     */
    ExecutionException(String template, Node node, String reason) {
        super(reason, null, false, false);
        this.template = template;
        this.node = node;
        this.reason = reason;
    }

    TemplateException at(SourceText source) {
        return source.executionError(template, node.offset(), node.source(), reason);
    }
}
