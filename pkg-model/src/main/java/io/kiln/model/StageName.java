package io.kiln.model;

/**
 * What a package is called where it is used as a stage: {@code kernel-build} in its own tree, {@code pkgs/kernel-build}
 * for one of a tree that is mounted under the name {@code pkgs}.
 *
 * @param tree the name of a mounted tree; empty for the tree in which the name is written, and for that of
 *     {@code --root} on the command line
 */
public record StageName(String tree, String name) {

    /** What an image reference begins with that names a stage instead. */
    public static final String SCHEME = "stage:";

    /**
     * Reads {@code PACKAGE} or {@code TREE/PACKAGE}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static StageName parse(String text) {
        int slash = text.indexOf('/');
        StageName parsed = new StageName(slash < 0 ? "" : text.substring(0, slash), text.substring(slash + 1));
        if (slash == 0 || parsed.name.isEmpty() || parsed.name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" names no package: it takes PACKAGE, or TREE/PACKAGE "
                    + "for one of another tree");
        }
        return parsed;
    }

    /** The same with the tree that it was written in, if it names none. */
    public StageName writtenIn(String own) {
        return tree.isEmpty() ? new StageName(own, name) : this;
    }

    @Override
    public String toString() {
        return tree.isEmpty() ? name : tree + "/" + name;
    }
}
