package io.kiln.examples;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in this repository, found from the directory in which the tests run. */
final class Repository {
    static final Path ROOT = root();
    static final Path PACKAGES = ROOT.resolve("examples/pkgs");
    static final Path EXTENSIONS = ROOT.resolve("examples/extensions");
    static final Path OS = ROOT.resolve("examples/os");
    static final Path SETUP = ROOT.resolve("examples/setup");

    private Repository() {}

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("examples/setup"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("the tests do not run inside the repository");
            }
            directory = parent;
        }
        return directory;
    }
}
