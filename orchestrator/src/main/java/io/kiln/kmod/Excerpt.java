package io.kiln.kmod;

/** Texts from modules in messages: a hostile one has a megabyte of them. */
final class Excerpt {

    private static final int LONGEST = 200;

    private Excerpt() {}

    /** As much of it as fits into a line. */
    static String of(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
