package io.kiln.cli;

import java.util.Objects;

/** Which Kiln this is. */
final class KilnVersion {

    private KilnVersion() {}

    static String text() {
        return Objects.requireNonNullElse(KilnVersion.class.getPackage().getImplementationVersion(), "development");
    }
}
