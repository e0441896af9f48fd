package io.kiln.exec.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import io.kiln.exec.BuildException;
import io.kiln.exec.HostNames;
import io.kiln.exec.ProcessStartException;
import io.kiln.exec.WorkingDirectory;
import io.kiln.model.NetworkMode;
import io.kiln.model.Platform;
import io.kiln.oci.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A running container in which one instruction after the other is executed. Its first process is a shell that reads from
 * a connection which this process holds: when that ends, however it ends, the shell ends too, and the engine removes the
 * container. Used by one thread; who created it closes it.
 */
final class StageContainer implements Closeable {

    private static final long MOST_PROCESSES = 32768;
    private static final int GONE = 404;
    /** What the engine hands on of runc, when it cannot execute the first process. */
    private static final String DID_NOT_START = "OCI runtime create failed";

    private static final String NO_PROGRAM = "no such file or directory";

    private final DockerEngine engine;
    private final String id;
    private final Platform platform;
    private final Surroundings surroundings;
    private @Nullable ContainerShell shell;
    private boolean left;

    private StageContainer(DockerEngine engine, String id, Platform platform, Surroundings surroundings) {
        this.engine = engine;
        this.id = id;
        this.platform = platform;
        this.surroundings = surroundings;
    }

    /**
     * What the programs in a container find around them, for all of its time.
     *
     * @param volumes by the path at which each is mounted
     * @param environment of the shell, and of every program by way of it
     */
    record Surroundings(NetworkMode network, Map<String, String> volumes, Map<String, String> environment) {

        static final Surroundings NONE = new Surroundings(NetworkMode.NONE, Map.of(), Map.of());
    }

    /**
     * Makes one, which does not run yet: its shell may be among the files that are put into it.
     *
     * @param image its root
     * @param shell a program in it that reads commands
     * @param platform that its programs are for
     */
    static StageContainer create(
            DockerEngine engine,
            String image,
            String shell,
            Platform platform,
            Surroundings surroundings,
            EngineLabels labels)
            throws BuildException, InterruptedException {
        DockerClient client = engine.client();
        List<Bind> binds = new ArrayList<>();
        // Without a copy: the engine would fill an empty volume with what the root has at its place.
        surroundings
                .volumes()
                .forEach((path, volume) ->
                        binds.add(new Bind(volume, new Volume(path), AccessMode.rw, SELContext.DEFAULT, true)));
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(networkMode(surroundings.network()))
                .withAutoRemove(true)
                .withBinds(binds)
                .withPidsLimit(MOST_PROCESSES)
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
        String id = engine.call(
                "create a container",
                () -> client.createContainerCmd(image)
                        .withEntrypoint(shell)
                        .withCmd(List.of())
                        .withUser("0:0")
                        .withHostName(HostNames.OWN)
                        .withWorkingDir(WorkingDirectory.PATH)
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withAttachStdin(true)
                        .withAttachStdout(true)
                        .withAttachStderr(false)
                        .withEnv(variables(surroundings.environment()))
                        // Setting up a network that has nothing takes the engine as long as all the rest.
                        .withNetworkDisabled(surroundings.network() == NetworkMode.NONE)
                        .withLabels(labels.passing())
                        .withHostConfig(host)
                        .exec()
                        .getId());
        return new StageContainer(engine, id, platform, surroundings);
    }

    /**
     * Starts it: until then, only files can be put into it.
     *
     * @throws ProcessStartException if its shell is not there, or no program for the engine's machine
     */
    void start() throws BuildException, IOException, InterruptedException {
        ContainerShell attached = ContainerShell.attach(engine, id, platform);
        shell = attached;
        try {
            engine.call(
                    "start a container",
                    () -> engine.client().startContainerCmd(id).exec());
        } catch (DockerEngineException e) {
            String said = String.valueOf(e.getMessage());
            if (!said.contains(DID_NOT_START)) {
                throw e;
            }
            throw new ProcessStartException(said, said.contains(NO_PROGRAM));
        }
        if (surroundings.network() == NetworkMode.NONE) {
            attached.writeHostNames();
        }
    }

    /** What the engine adds by itself is taken away again: a name without a value does that. */
    private static List<String> variables(Map<String, String> environment) {
        List<String> variables = new ArrayList<>(List.of("PATH", "HOSTNAME"));
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    private static String networkMode(NetworkMode network) {
        return switch (network) {
            case NONE -> "none";
            case HOST -> "host";
            case DEFAULT -> "bridge";
        };
    }

    /** What its programs are for. */
    Platform platform() {
        return platform;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** What runs programs in it, once it was started. */
    ContainerShell shell() {
        return Objects.requireNonNull(shell);
    }

    /**
     * Puts the entries of a tar into a directory, links to it followed.
     *
     * @throws DockerEngineException with status 404 if it is not there
     */
    void put(String place, Content tar) throws BuildException, IOException, InterruptedException {
        try (WrittenStream body = new WrittenStream(tar)) {
            try {
                engine.call(
                        "copy files into a container",
                        () -> engine.client()
                                .copyArchiveToContainerCmd(id)
                                .withRemotePath(place)
                                .withTarInputStream(body.stream())
                                .exec());
            } catch (DockerEngineException e) {
                if (e.status() != GONE) { // else the engine did not care what was written
                    body.check();
                }
                throw e;
            }
            body.check();
        }
    }

    /**
     * A tar of what is at a path, as {@code docker cp} gives it. The caller closes it.
     *
     * @throws DockerEngineException with status 404 if nothing is there
     */
    InputStream archive(String path) throws BuildException, InterruptedException {
        return engine.call(
                "copy files out of a container",
                () -> engine.client().copyArchiveFromContainerCmd(id, path).exec());
    }

    /** Makes an image of the root as it is now, and gives its ID. */
    String commit(EngineLabels labels) throws BuildException, InterruptedException {
        return engine.call(
                "keep the state of a container",
                () -> engine.client().commitCmd(id).withLabels(labels.passing()).exec());
    }

    /** Lets the container end by itself, and the engine remove it, while this process goes on. */
    void leave() throws IOException {
        keep();
        shell().close();
    }

    /** Keeps it running when it is closed, until it is left. */
    void keep() {
        left = true;
    }

    /** Stops and removes the container, unless it was left to itself before. */
    @Override
    public void close() {
        if (left) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            if (shell != null) {
                shell.close();
            }
            EngineThings.removeContainer(engine, id);
        } catch (BuildException | IOException e) {
            // gone already, or the engine is: the next start sweeps
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
