package io.kiln.model.workspace;

import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A tree of package files on disk, for tests. */
public final class Tree {

    public static final Platform AMD64 = Platform.of("linux", "amd64");
    public static final Platform ARM64 = Platform.of("linux", "arm64");

    private final Path root;
    private final Map<String, String> buildArgs = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    public Tree(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    public Tree file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    public Tree file(String path, byte[] content) {
        try {
            Files.createDirectories(root.resolve(path).getParent());
            Files.write(root.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public Tree buildArg(String name, String value) {
        buildArgs.put(name, value);
        return this;
    }

    public Tree environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Workspace load() {
        return Workspace.load(root, options());
    }

    public Workspace load(Platform platform) {
        return Workspace.load(root, options().withPlatform(platform));
    }

    public Workspace loadStrict() {
        return Workspace.load(root, new WorkspaceOptions(AMD64, buildArgs, environment, true));
    }

    public Pkg pkg(String name) {
        return Objects.requireNonNull(load().orThrow().packages().get(name), name);
    }

    public WorkspaceOptions options() {
        return new WorkspaceOptions(AMD64, buildArgs, environment, false);
    }

    /** "file:line:column: message" of each diagnostic. */
    public List<String> problems() {
        return shown(load().diagnostics());
    }

    public static List<String> shown(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(d -> d.at() + ": " + d.message()).toList();
    }
}
