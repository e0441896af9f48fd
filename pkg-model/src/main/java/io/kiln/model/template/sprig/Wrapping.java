package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;

/** Texts broken into lines of a width in bytes, at blanks. */
final class Wrapping {

    private Wrapping() {}

    static String wrap(String s, int width, String separator, boolean breakWords, Budget budget) throws CallException {
        String lineEnd = separator.isEmpty() ? "\n" : separator;
        int limit = Math.max(1, width);
        budget.bytes(s.length());
        StringBuilder out = new StringBuilder(s.length());
        int at = 0;
        while (s.length() - at > limit) {
            if (s.charAt(at) == ' ') {
                at++;
                continue;
            }
            int blank = s.lastIndexOf(' ', at + limit);
            boolean inside = blank >= at;
            int end = inside ? blank : breakWords ? at + limit : s.indexOf(' ', at + limit);
            if (end < 0) {
                break;
            }
            budget.bytes(lineEnd.length());
            out.append(s, at, end).append(lineEnd);
            at = inside || !breakWords ? end + 1 : end;
        }
        return out.append(s, Math.min(at, s.length()), s.length()).toString();
    }
}
