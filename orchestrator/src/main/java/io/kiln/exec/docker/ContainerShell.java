package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionOutput;
import io.kiln.exec.ProcessStartException;
import io.kiln.model.Platform;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The first process of a container: a shell that reads commands from the connection that Kiln holds, and runs one program
 * after the other. When the connection ends, which it also does with this process, the shell ends what runs, then itself,
 * and the container with it. Used by one thread; who attached it closes it.
 *
 * <p>An {@code exec} for each program would cost the engine more than most programs take.
 */
final class ContainerShell implements Closeable {

    private static final String RUN = "run an instruction";
    private static final int GONE = 404;

    private final DockerEngine engine;
    private final String container;
    private final Platform platform;
    private final ShellInput input = new ShellInput();
    private final ShellOutput output = new ShellOutput();

    private ContainerShell(DockerEngine engine, String container, Platform platform) {
        this.engine = engine;
        this.container = container;
        this.platform = platform;
    }

    /**
     * Connects to the shell of a container that was created and not started.
     *
     * @param container its ID
     * @param platform that its programs are for
     */
    static ContainerShell attach(DockerEngine engine, String container, Platform platform)
            throws BuildException, IOException, InterruptedException {
        ContainerShell attached = new ContainerShell(engine, container, platform);
        engine.call(
                "attach to a container",
                () -> engine.client()
                        .attachContainerCmd(container)
                        .withStdIn(attached.input)
                        .withStdOut(true)
                        .withFollowStream(true)
                        .exec(attached.output));
        attached.output.awaitStarted();
        attached.input.send(ShellCommand.PRELUDE);
        return attached;
    }

    /** Lets programs find {@code localhost}, in a container without a network. */
    void writeHostNames() {
        input.send(ShellCommand.HOST_NAMES);
    }

    /**
     * Runs a program to its end; what it leaves running is killed.
     *
     * @param environment the whole of it
     * @return its exit status
     * @throws ProcessStartException if the shell is no longer there to start it
     */
    int run(List<String> arguments, Map<String, String> environment, InstructionOutput to)
            throws BuildException, IOException, InterruptedException {
        String ending = execute(ShellCommand.of(arguments, environment), to::take);
        to.end();
        if (ending.equals(ShellCommand.MISSING)) {
            throw new ProcessStartException("there is no " + arguments.get(0), true);
        }
        return status(ending);
    }

    /**
     * Has the shell do something for Kiln itself, when no program runs.
     *
     * @param script what it does, in a shell of its own; it ends soon
     * @return its exit status
     */
    int ask(String script, ShellOutput.Sink to) throws BuildException, IOException, InterruptedException {
        return status(execute(ShellCommand.ofScript(script), to));
    }

    private String execute(ShellCommand command, ShellOutput.Sink to)
            throws BuildException, IOException, InterruptedException {
        output.expect(command.end(), to);
        input.send(command.text());
        String ending = engine.call(RUN, output::ending);
        if (ending.equals(ShellOutput.NONE)) {
            throw wentAway();
        }
        return ending;
    }

    private int status(String ending) throws BuildException, InterruptedException {
        try {
            return Integer.parseInt(ending);
        } catch (NumberFormatException e) {
            throw wentAway(); // this is not what the shell was asked to say
        }
    }

    /** The engine may be gone too, and says so itself. */
    private BuildException wentAway() throws BuildException, InterruptedException {
        try {
            engine.call(
                    "look at a container",
                    () -> engine.client().inspectContainerCmd(container).exec());
        } catch (DockerEngineException e) {
            if (e.status() != GONE) {
                throw e;
            }
        }
        boolean foreign =
                !platform.architecture().equals(engine.facts().platform().architecture());
        return new BuildException(
                DockerEngineExceptions.ENVIRONMENT,
                "container " + container.substring(0, 12) + " of the Docker Engine at " + engine.endpoint()
                        + " ended before its instructions did: "
                        + (foreign
                                ? "the engine is for " + engine.facts().platform() + ", and has no emulator for "
                                        + platform + " (Debian: apt-get install qemu-user-static binfmt-support)"
                                : "something else removed it, or its machine ran out of memory. Build again"));
    }

    /** Ends the connection, and with it what runs. */
    @Override
    public void close() throws IOException {
        input.close();
        output.close();
    }
}
