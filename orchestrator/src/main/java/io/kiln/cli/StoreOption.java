package io.kiln.cli;

import io.kiln.store.KilnHome;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --store}, for every command that reads or writes the store. */
final class StoreOption {

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Where Kiln keeps what it made (default: $KILN_HOME, else $XDG_CACHE_HOME/kiln, else ~/.cache/kiln).")
    @Nullable
    Path store;

    KilnHome home() {
        return store == null ? KilnHome.ofEnvironment(System.getenv()) : new KilnHome(store);
    }
}
