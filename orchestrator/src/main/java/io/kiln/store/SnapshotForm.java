package io.kiln.store;

/** The two forms in which a snapshot can be in the store; each is made from the other when somebody needs it. */
public enum SnapshotForm {
    /** A directory in overlayfs form, which containers are run on and files are hard-linked from. */
    DIRECTORY("fs"),
    /** An uncompressed tar in the exchange profile, which any host can hold. */
    TAR("layer.tar");

    private final String fileName;

    SnapshotForm(String fileName) {
        this.fileName = fileName;
    }

    /** Its name in the folder of a snapshot, and in {@code layer.json}. */
    public String fileName() {
        return fileName;
    }
}
