package io.kiln.exec.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.TopContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionOutput;
import io.kiln.exec.WorkingDirectory;
import io.kiln.model.NetworkMode;
import io.kiln.model.Platform;
import io.kiln.oci.Content;
import io.kiln.progress.BuildEvents;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A running container in which one instruction after the other is executed. Its first process waits for a connection that
 * this process holds: when that ends, however it ends, the engine stops the container and removes it. Used by one thread;
 * who started it closes it.
 */
final class StageContainer implements Closeable {

    private static final String HOST_NAME = "kiln";
    private static final long MOST_PROCESSES = 32768;
    private static final int GONE = 404;

    private final DockerEngine engine;
    private final String id;
    private final String shell;
    private final LifeLine lifeLine;
    private final ContainerExec programs;

    private StageContainer(DockerEngine engine, String id, String shell, Platform platform, LifeLine lifeLine) {
        this.engine = engine;
        this.id = id;
        this.shell = shell;
        this.lifeLine = lifeLine;
        this.programs = new ContainerExec(engine, id, platform, this::killLeftovers);
    }

    /**
     * Starts one.
     *
     * @param image its root
     * @param platform that its programs are for
     * @param shell a program in it that knows {@code read} and {@code kill}
     * @param volumes by the path at which each is mounted
     */
    static StageContainer start(
            DockerEngine engine,
            String image,
            String shell,
            Platform platform,
            NetworkMode network,
            Map<String, String> volumes,
            EngineLabels labels)
            throws BuildException, InterruptedException {
        DockerClient client = engine.client();
        List<Bind> binds = new ArrayList<>();
        // Without a copy: the engine would fill an empty volume with what the root has at its place.
        volumes.forEach((path, volume) ->
                binds.add(new Bind(volume, new Volume(path), AccessMode.rw, SELContext.DEFAULT, true)));
        HostConfig host = HostConfig.newHostConfig()
                .withNetworkMode(networkMode(network))
                .withAutoRemove(true)
                .withBinds(binds)
                .withPidsLimit(MOST_PROCESSES)
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
        String id = engine.call(
                "create a container",
                () -> client.createContainerCmd(image)
                        .withEntrypoint(shell, "-c", "read -r line")
                        .withCmd(List.of())
                        .withUser("0:0")
                        .withHostName(HOST_NAME)
                        .withWorkingDir(WorkingDirectory.PATH)
                        .withStdinOpen(true)
                        .withStdInOnce(true)
                        .withAttachStdin(true)
                        .withAttachStdout(false)
                        .withAttachStderr(false)
                        .withLabels(labels.passing())
                        .withHostConfig(host)
                        .exec()
                        .getId());
        LifeLine lifeLine = new LifeLine();
        StageContainer container = new StageContainer(engine, id, shell, platform, lifeLine);
        boolean started = false;
        try {
            lifeLine.attach(engine, id);
            engine.call("start a container", () -> client.startContainerCmd(id).exec());
            started = true;
            return container;
        } finally {
            if (!started) {
                container.close();
            }
        }
    }

    private static String networkMode(NetworkMode network) {
        return switch (network) {
            case NONE -> "none";
            case HOST -> "host";
            case DEFAULT -> "bridge";
        };
    }

    /**
     * Executes a program to its end; what it leaves running is killed.
     *
     * @param environment the whole of it
     * @return its exit status
     */
    int execute(List<String> arguments, Map<String, String> environment, InstructionOutput output)
            throws BuildException, IOException, InterruptedException {
        int status = programs.run(arguments, environment, output);
        killLeftovers();
        return status;
    }

    /** Ends everything in the container but its first process. */
    void killLeftovers() throws BuildException, IOException, InterruptedException {
        TopContainerResponse processes = engine.call(
                "look for processes",
                () -> engine.client().topContainerCmd(id).withPsArgs("-o pid").exec());
        if (processes.getProcesses() != null && processes.getProcesses().length > 1) {
            programs.run(
                    List.of(shell, "-c", "kill -9 -1"),
                    Map.of(),
                    new InstructionOutput("", OutputStream.nullOutputStream(), BuildEvents.NONE));
        }
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

    /** Stops and removes the container. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            lifeLine.close();
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
