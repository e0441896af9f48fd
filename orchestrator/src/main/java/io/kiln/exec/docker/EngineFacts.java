package io.kiln.exec.docker;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import io.kiln.model.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Docker Engine says of itself.
 *
 * @param id the identity of the daemon: the same through restarts, another one for another data root
 * @param version of the engine, {@code 20.10.24+dfsg1}
 * @param apiVersion the one that is spoken with it
 * @param platform of its containers
 * @param storageDriver {@code overlay2}; {@code overlayfs} is that of containerd
 * @param containerdStore whether images are kept by containerd, and their ID is then the digest of their manifest
 * @param dataRoot where it keeps everything, in the words of the machine that it runs on
 * @param securityOptions as it lists them: {@code name=seccomp,profile=default}
 */
public record EngineFacts(
        String id,
        String version,
        String apiVersion,
        Platform platform,
        String storageDriver,
        boolean containerdStore,
        String dataRoot,
        List<String> securityOptions) {

    private static final String SNAPSHOTTER = "io.containerd.snapshotter.v1";

    public EngineFacts {
        securityOptions = List.copyOf(securityOptions);
    }

    /** @throws IOException if the engine says what none can mean */
    static EngineFacts of(Version version, Info info, String apiVersion) throws IOException {
        String dataRoot = orEmpty(info.getDockerRootDir());
        String id = orEmpty(info.getId());
        List<List<String>> statuses = Objects.requireNonNullElse(info.getDriverStatuses(), List.of());
        return new EngineFacts(
                id.isEmpty() ? orEmpty(info.getName()) + ":" + dataRoot : id,
                orEmpty(version.getVersion()),
                apiVersion,
                platform(version, info),
                orEmpty(info.getDriver()),
                statuses.stream().anyMatch(pair -> pair != null && pair.contains(SNAPSHOTTER)),
                dataRoot,
                Objects.requireNonNullElse(info.getSecurityOptions(), List.<String>of()).stream()
                        .map(EngineFacts::orEmpty)
                        .toList());
    }

    /** Whether the daemon runs without being root. */
    public boolean rootless() {
        return hasOption("rootless");
    }

    /** Whether root in a container is another user outside. */
    public boolean usernsRemap() {
        return hasOption("userns");
    }

    private boolean hasOption(String name) {
        return securityOptions.stream()
                .anyMatch(option -> List.of(option.split(",")).contains("name=" + name));
    }

    private static Platform platform(Version version, Info info) throws IOException {
        String os = orEmpty(info.getOsType()).toLowerCase(Locale.ROOT);
        String architecture = orEmpty(version.getArch()).toLowerCase(Locale.ROOT);
        String machine = orEmpty(info.getArchitecture());
        Optional<String> variant = architecture.equals("arm") && machine.matches("armv[5-8].*")
                ? Optional.of(machine.substring(3, 5))
                : Optional.empty();
        try {
            return new Platform(os.isEmpty() ? "linux" : os, architecture, variant);
        } catch (IllegalArgumentException e) {
            throw new IOException("it says of its platform: " + e.getMessage(), e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : DockerEngineExceptions.clean(text);
    }
}
