package io.kiln.kmod;

import java.util.Optional;

/**
 * A file that was asked for and has no content.
 *
 * @param path relative to the root of the image
 * @param target where it points, if it is a link
 */
public record UnusableFile(String path, Optional<String> target, Reason reason) {

    /** What is in the way. */
    public enum Reason {
        /** The link leads to nothing inside the image. */
        ABSENT("not in the image"),
        /** More links than Linux follows. */
        ENDLESS("a chain of more than " + LinkWalk.MOST_LINKS + " links"),
        DIRECTORY("a directory"),
        /** A device, a pipe or a socket. */
        SPECIAL("not a regular file");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    /** What is wrong, as a clause that follows the path; without control characters. */
    public String message() {
        String text = target.map(link -> "it is a link to '" + link + "', which is " + reason.words)
                .orElse("it is " + reason.words);
        return text.replaceAll("\\p{Cc}", "?");
    }
}
