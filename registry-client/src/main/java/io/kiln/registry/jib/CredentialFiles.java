package io.kiln.registry.jib;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where credentials may be, in the order in which they count: {@code $REGISTRY_AUTH_FILE}, {@code
 * $DOCKER_CONFIG/config.json}, {@code ~/.docker/config.json}, then podman's and skopeo's {@code containers/auth.json}.
 */
final class CredentialFiles {

    private CredentialFiles() {}

    static List<Path> of(Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        add(files, environment.get("REGISTRY_AUTH_FILE"), "");
        add(files, environment.get("DOCKER_CONFIG"), "config.json");
        files.add(home.resolve(".docker/config.json"));
        add(files, environment.get("XDG_RUNTIME_DIR"), "containers/auth.json");
        add(files, environment.get("XDG_CONFIG_HOME"), "containers/auth.json");
        files.add(home.resolve(".config/containers/auth.json"));
        return files.stream().distinct().toList();
    }

    private static void add(List<Path> files, @Nullable String directory, String name) {
        if (directory != null && !directory.isEmpty()) {
            files.add(Path.of(directory).resolve(name));
        }
    }
}
