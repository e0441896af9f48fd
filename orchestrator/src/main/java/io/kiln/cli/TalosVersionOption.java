package io.kiln.cli;

import io.kiln.model.extension.TalosVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --talos-version}. */
final class TalosVersionOption {

    @Option(
            names = "--talos-version",
            paramLabel = "V",
            description = "The Talos version, for example v1.10.0, that the constraint of an extension must accept.")
    @Nullable
    String talosVersion;

    /** The version, checked before anything is done with it. */
    Optional<TalosVersion> version() {
        return Optional.ofNullable(talosVersion)
                .map(text -> UsageException.parsing("--talos-version", () -> TalosVersion.parse(text)));
    }
}
