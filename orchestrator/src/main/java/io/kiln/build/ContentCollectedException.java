package io.kiln.build;

/** An input whose result the store knows, but whose content was removed: it has to be made again first. */
final class ContentCollectedException extends RuntimeException {

    private final String identity;

    /** @param identity the {@code OutputId} of the stage, or the digest of the image */
    ContentCollectedException(String identity) {
        super("the content of " + identity + " is no longer in the store");
        this.identity = identity;
    }

    String identity() {
        return identity;
    }
}
