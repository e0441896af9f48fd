package io.kiln.model.template;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Utf8;

/** The text that a running template has written so far, and where it came from. Not thread-safe. */
final class Output {

    private final StringBuilder bytes = new StringBuilder();
    private final Segments segments = new Segments();

    /** Writes bytes that come from an offset in the template. */
    void write(String text, int source, boolean isCopy) throws CallException {
        if (text.isEmpty()) {
            return;
        }
        if (bytes.length() + (long) text.length() > Budget.MAX_BYTES) {
            throw new CallException("the output is larger than " + (Budget.MAX_BYTES >> 20) + " MiB");
        }
        segments.add(bytes.length(), source, isCopy);
        bytes.append(text);
    }

    Rendered finish(SourceText source) {
        return new Rendered(Utf8.toBytes(bytes.toString()), segments, source.lines());
    }
}
