package io.kiln.cli;

import io.kiln.model.Platform;
import io.kiln.model.workspace.WorkspaceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that reads a tree. */
final class TreeOptions {

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder with the Pkgfile (default: the current one).")
    Path root = Path.of(".");

    @Option(
            names = "--platform",
            paramLabel = "P",
            split = ",",
            description = "os/arch[/variant], repeatable or with commas (default: this machine's).")
    List<String> platforms = new ArrayList<>();

    @Option(
            names = "--build-arg",
            paramLabel = "K=V",
            description = "A build argument; templates see it as BUILD_ARG_K. Repeatable.")
    List<String> buildArguments = new ArrayList<>();

    @Option(names = "--strict", description = "Treat warnings as errors.")
    boolean strict;

    /** The root, checked to be a folder. */
    Path root() {
        if (!Files.isDirectory(root)) {
            throw new UsageException("--root: there is no folder " + root);
        }
        return root.toAbsolutePath().normalize();
    }

    List<Platform> platforms() {
        return platforms.isEmpty()
                ? List.of(Platform.host())
                : platforms.stream()
                        .map(text -> UsageException.parsing("--platform", () -> Platform.parse(text)))
                        .distinct()
                        .toList();
    }

    Map<String, String> buildArguments() {
        return KeyValues.parse("--build-arg", buildArguments);
    }

    /** The value of a build argument, for options that default to it. */
    @Nullable
    String buildArgument(String name) {
        return buildArguments().get(name);
    }

    WorkspaceOptions workspace(Platform platform) {
        return new WorkspaceOptions(platform, buildArguments(), System.getenv(), strict);
    }
}
