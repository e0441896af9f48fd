package io.kiln.cli;

import io.kiln.oci.ImageReference;

/** A registry, or the store, and the name of an image there: {@code [store:]host/repository[:tag][@digest]}. */
record ImagePlace(boolean inStore, ImageReference reference) {

    private static final String STORE = "store:";

    /** @param argument named in the refusal */
    static ImagePlace parse(String argument, String text) {
        boolean inStore = text.startsWith(STORE);
        String name = inStore ? text.substring(STORE.length()) : text;
        return new ImagePlace(inStore, UsageException.parsing(argument, () -> ImageReference.parse(name)));
    }

    @Override
    public String toString() {
        return (inStore ? STORE : "") + reference;
    }
}
