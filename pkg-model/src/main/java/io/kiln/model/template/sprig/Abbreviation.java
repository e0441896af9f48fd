package io.kiln.model.template.sprig;

/** Texts cut to a width in bytes, with dots where something is missing. */
final class Abbreviation {

    private static final String DOTS = "...";
    private static final int MINIMUM = 4;
    private static final int MINIMUM_BOTH = 7;

    private Abbreviation() {}

    static String both(String s, int offset, int width) {
        return width < MINIMUM || offset > 0 && width < MINIMUM_BOTH ? s : of(s, offset, width);
    }

    static String of(String s, int offset, int width) {
        if (width < MINIMUM || s.length() <= width) {
            return s;
        }
        int room = width - DOTS.length();
        int start = Math.min(offset, s.length());
        if (s.length() - start < room) {
            start = s.length() - room;
        }
        if (start <= MINIMUM) {
            return s.substring(0, room) + DOTS;
        }
        if (width < MINIMUM_BOTH) {
            return "";
        }
        if ((long) start + room < s.length()) {
            return DOTS + of(s.substring(start), 0, room);
        }
        return DOTS + s.substring(s.length() - room);
    }
}
