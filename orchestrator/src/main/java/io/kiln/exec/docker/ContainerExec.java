package io.kiln.exec.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionOutput;
import io.kiln.exec.ProcessStartException;
import io.kiln.exec.WorkingDirectory;
import io.kiln.model.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Programs in a running container, one after the other. Used by one thread.
 *
 * @param container its ID
 * @param platform that its programs are for
 * @param leftovers ends what a program has left running
 */
record ContainerExec(DockerEngine engine, String container, Platform platform, Leftovers leftovers) {

    /** Ends everything in the container but its first process. */
    @FunctionalInterface
    interface Leftovers {
        void kill() throws BuildException, IOException, InterruptedException;
    }

    private static final String RUN = "run an instruction";
    private static final long MOMENT_MILLIS = 10;
    private static final long GLANCE_MILLIS = 200;
    private static final long PATIENCE_SECONDS = 10;
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    private static final int GONE = 404;
    private static final int CONFLICT = 409;
    private static final String DID_NOT_START = "OCI runtime exec failed";

    /**
     * Runs a program to its end.
     *
     * @param environment the whole of it
     * @return its exit status
     * @throws ProcessStartException if there is no such program, or it is for another machine
     */
    int run(List<String> arguments, Map<String, String> environment, InstructionOutput output)
            throws BuildException, IOException, InterruptedException {
        DockerClient client = engine.client();
        String exec = create(arguments, environment);
        try (OutputFrames frames = new OutputFrames(output)) {
            engine.call(RUN, () -> client.execStartCmd(exec).exec(frames));
            // The stream stays open as long as anything that the program started holds it.
            while (!frames.ended(GLANCE_MILLIS)) {
                if (!isRunning(exec)) {
                    leftovers.kill();
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
        int status = status(exec);
        if (status == CANNOT_EXECUTE || status == NOT_FOUND) {
            Optional<String> said = output.lastLines().stream()
                    .filter(line -> line.startsWith(DID_NOT_START))
                    .findFirst();
            if (said.isPresent()) {
                throw didNotStart(said.get());
            }
        }
        return status;
    }

    /** The output may have ended long before the program, or a moment before the engine knows of its end. */
    private int status(String exec) throws BuildException, InterruptedException {
        long wait = MOMENT_MILLIS;
        for (long waited = 0; waited <= PATIENCE_SECONDS * 1000; ) {
            InspectExecResponse facts = inspect(exec);
            boolean running = Boolean.TRUE.equals(facts.isRunning());
            if (!running && facts.getExitCodeLong() != null) {
                return facts.getExitCodeLong().intValue();
            }
            Thread.sleep(wait);
            waited += running ? 0 : wait;
            wait = Math.min(GLANCE_MILLIS, wait * 2);
        }
        throw wentAway(null);
    }

    private String create(List<String> arguments, Map<String, String> environment)
            throws BuildException, InterruptedException {
        try {
            return engine.call(
                    RUN,
                    () -> engine.client()
                            .execCreateCmd(container)
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
                "container " + container.substring(0, 12) + " of the Docker Engine at " + engine.endpoint()
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

    private static ProcessStartException didNotStart(String said) {
        return new ProcessStartException(
                said, said.contains("no such file or directory") || said.contains("executable file not found"));
    }
}
