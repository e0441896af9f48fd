package io.kiln.exec.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.command.TopContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionOutput;
import io.kiln.exec.ProcessStartException;
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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running container in which one instruction after the other is executed. Its first process waits for a connection that
 * this process holds: when that ends, however it ends, the engine stops the container and removes it. Used by one thread;
 * who started it closes it.
 */
final class StageContainer implements Closeable {

    private static final String RUN = "run an instruction";
    private static final String HOST_NAME = "kiln";
    private static final long MOST_PROCESSES = 32768;
    private static final long GLANCE_MILLIS = 200;
    private static final long MOMENT_MILLIS = 10;
    private static final long PATIENCE_SECONDS = 10;
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    private static final int GONE = 404;
    private static final int CONFLICT = 409;
    private static final String DID_NOT_START = "OCI runtime exec failed";

    private final DockerEngine engine;
    private final String id;
    private final String shell;
    private final Platform platform;
    private final LifeLine lifeLine;

    private StageContainer(DockerEngine engine, String id, String shell, Platform platform, LifeLine lifeLine) {
        this.engine = engine;
        this.id = id;
        this.shell = shell;
        this.platform = platform;
        this.lifeLine = lifeLine;
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

    String id() {
        return id;
    }

    /**
     * Executes a program to its end; what it leaves running is killed.
     *
     * @param environment the whole of it
     * @return its exit status
     */
    int execute(List<String> arguments, Map<String, String> environment, InstructionOutput output)
            throws BuildException, IOException, InterruptedException {
        int status = executeAlone(inOneStream(arguments), environment, output);
        if (status == CANNOT_EXECUTE || status == NOT_FOUND) {
            Optional<String> said = output.lastLines().stream()
                    .filter(line -> line.startsWith(DID_NOT_START))
                    .findFirst();
            if (said.isPresent()) {
                throw didNotStart(said.get());
            }
        }
        killLeftovers();
        return status;
    }

    /** An engine carries the two outputs apart, and what was written first may come last: so there is only one. */
    private List<String> inOneStream(List<String> arguments) {
        List<String> redirected = new ArrayList<>(List.of(shell, "-c", "exec \"$0\" \"$@\" 2>&1"));
        redirected.addAll(arguments);
        return redirected;
    }

    private static ProcessStartException didNotStart(String said) {
        return new ProcessStartException(
                said, said.contains("no such file or directory") || said.contains("executable file not found"));
    }

    private int executeAlone(List<String> arguments, Map<String, String> environment, InstructionOutput output)
            throws BuildException, IOException, InterruptedException {
        DockerClient client = engine.client();
        String exec = createExec(arguments, environment);
        try (OutputFrames frames = new OutputFrames(output)) {
            engine.call(RUN, () -> client.execStartCmd(exec).exec(frames));
            // The stream stays open as long as anything that the program started holds it.
            while (!frames.ended(GLANCE_MILLIS)) {
                if (!isRunning(exec)) {
                    killLeftovers();
                    frames.ended(PATIENCE_SECONDS * 1000);
                    break;
                }
            }
            engine.call(RUN, frames::check);
        } catch (DockerEngineException e) {
            // Newer engines say so in their answer, older ones in the output.
            String said = String.valueOf(e.getMessage());
            if (said.contains(DID_NOT_START)) {
                throw didNotStart(said);
            }
            throw e.status() == CONFLICT || e.status() == GONE ? wentAway(e) : e;
        }
        output.end();
        return status(exec);
    }

    /** The output may have ended a moment before the engine knows of the end of the program. */
    private int status(String exec) throws BuildException, InterruptedException {
        for (long waited = 0; waited <= PATIENCE_SECONDS * 1000; waited += MOMENT_MILLIS) {
            InspectExecResponse facts = inspect(exec);
            if (!Boolean.TRUE.equals(facts.isRunning()) && facts.getExitCodeLong() != null) {
                return facts.getExitCodeLong().intValue();
            }
            Thread.sleep(MOMENT_MILLIS);
        }
        throw wentAway(null);
    }

    private String createExec(List<String> arguments, Map<String, String> environment)
            throws BuildException, InterruptedException {
        try {
            return engine.call(
                    RUN,
                    () -> engine.client()
                            .execCreateCmd(id)
                            .withCmd(arguments.toArray(String[]::new))
                            .withEnv(variables(environment))
                            .withUser("0:0")
                            .withWorkingDir(WorkingDirectory.PATH)
                            .withAttachStdout(true)
                            .withAttachStderr(true)
                            .exec()
                            .getId());
        } catch (DockerEngineException e) {
            throw e.status() == CONFLICT || e.status() == GONE ? wentAway(e) : e;
        }
    }

    private BuildException wentAway(@Nullable Exception cause) {
        boolean foreign =
                !platform.architecture().equals(engine.facts().platform().architecture());
        return new BuildException(
                DockerEngineExceptions.ENVIRONMENT,
                "container " + id.substring(0, 12) + " of the Docker Engine at " + engine.endpoint()
                        + " ended before its instructions did: "
                        + (foreign
                                ? "the engine is for " + engine.facts().platform() + ", and has no emulator for "
                                        + platform + " (Debian: apt-get install qemu-user-static binfmt-support)"
                                : "something else removed it, or its machine ran out of memory. Build again"),
                cause);
    }

    private boolean isRunning(String exec) throws BuildException, InterruptedException {
        return Boolean.TRUE.equals(inspect(exec).isRunning());
    }

    private InspectExecResponse inspect(String exec) throws BuildException, InterruptedException {
        try {
            return engine.call(
                    "look at an instruction",
                    () -> engine.client().inspectExecCmd(exec).exec());
        } catch (DockerEngineException e) {
            throw e.status() == GONE ? wentAway(e) : e;
        }
    }

    /** What the engine adds by itself is taken away again: a name without a value does that. */
    private static List<String> variables(Map<String, String> environment) {
        List<String> variables = new ArrayList<>();
        for (String added : List.of("PATH", "HOSTNAME")) {
            if (!environment.containsKey(added)) {
                variables.add(added);
            }
        }
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    /** Ends everything in the container but its first process. */
    void killLeftovers() throws BuildException, IOException, InterruptedException {
        TopContainerResponse processes = engine.call(
                "look for processes",
                () -> engine.client().topContainerCmd(id).withPsArgs("-o pid").exec());
        if (processes.getProcesses() != null && processes.getProcesses().length > 1) {
            executeAlone(
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

    /** Hands the frames of a stream to the output of an instruction. Waiting for a while does not close it. */
    private static final class OutputFrames extends ResultCallback.Adapter<Frame> {

        private final InstructionOutput output;
        private final CountDownLatch ended = new CountDownLatch(1);

        OutputFrames(InstructionOutput output) {
            this.output = output;
        }

        @Override
        public void onNext(Frame frame) {
            try {
                output.take(frame.getPayload(), frame.getPayload().length);
            } catch (IOException e) {
                onError(e);
            }
        }

        @Override
        public void onComplete() {
            ended.countDown();
            super.onComplete();
        }

        @Override
        public void onError(Throwable throwable) {
            super.onError(throwable);
            ended.countDown();
        }

        boolean ended(long millis) throws InterruptedException {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        }

        /** Throws what went wrong with the stream. */
        boolean check() {
            throwFirstError();
            return true;
        }
    }
}
