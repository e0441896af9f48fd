package io.kiln.model.template;

import io.kiln.model.template.SourceText.LineIndex;

/**
 * What a template was rendered to, with the way back to its source.
 *
 * <p>Text that was copied maps to the very character it was copied from; text that an action wrote maps to that action. Immutable as long
 * as nobody changes the array.
 */
public final class Rendered {

    private final byte[] content;
    private final Segments segments;
    private final LineIndex source;
    private final LineIndex lines;

    Rendered(byte[] content, Segments segments, LineIndex source) {
        this.content = content;
        this.segments = segments;
        this.source = source;
        this.lines = LineIndex.of(content);
    }

    /** The rendered bytes; not a copy. */
    public byte[] content() {
        return content;
    }

    /** The place in the template that a byte of the rendered text comes from. */
    public Location locate(int offset) {
        return source.locate(segments.sourceOffset(offset));
    }

    /** The place in the template that a character of the rendered text comes from; line and column are counted from 1. */
    public Location locate(int line, int column) {
        return locate(lines.offset(line, column));
    }
}
