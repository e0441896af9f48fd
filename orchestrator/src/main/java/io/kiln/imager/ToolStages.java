package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.exec.InstructionTask;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.exec.StepTask;
import io.kiln.model.Finalize;
import io.kiln.model.NetworkMode;
import io.kiln.model.Phase;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Position;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.KeyLocks;
import io.kiln.store.MergedNode;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs scripts with the tools of an image in containers, without network. What a script leaves in {@code /out} is a
 * snapshot; the same script on the same inputs is not run twice. Thread-safe.
 */
final class ToolStages {

    private static final String PATH = "/bin:/usr/bin:/sbin:/usr/sbin:/usr/local/bin:/usr/local/sbin";

    /** What a script finds at {@code to}; {@code identity} stands for its content. */
    record Input(String name, String identity, List<SnapshotId> layers, String from, String to) {

        static Input of(InputImage image, String from, String to)
                throws IOException, BuildException, InterruptedException {
            return new Input(image.name(), image.identity(), image.layers(), from, to);
        }

        static Input of(String name, SnapshotId snapshot, String from, String to) {
            // A snapshot never changes, and its name is given to no other.
            return new Input(name, snapshot.value(), List.of(snapshot), from, to);
        }
    }

    private final Stores stores;
    private final StageExecutor executor;
    private final InputImage tools;
    private final Platform platform;
    private final BuildEvents events;

    /** @param platform whose binaries the tools are */
    ToolStages(Stores stores, StageExecutor executor, InputImage tools, Platform platform, BuildEvents events) {
        this.stores = stores;
        this.executor = executor;
        this.tools = tools;
        this.platform = platform;
        this.events = events;
    }

    /**
     * The directory with what the script left in {@code /out}.
     *
     * @param stage what to call it in messages
     */
    SnapshotId run(String stage, List<Input> inputs, String script)
            throws BuildException, IOException, InterruptedException {
        InputKey key = new InputKey("imagertool").add(tools.identity()).add(script);
        for (Input input : inputs) {
            key.add(input.identity()).add(input.from()).add(input.to());
        }
        String name = key.name();
        try (KeyLocks.Held held = stores.locks().acquire(name)) {
            Optional<SnapshotId> known =
                    stores.actions().find(name).flatMap(SnapshotId::in).filter(stores.snapshots()::exists);
            if (known.isPresent()) {
                events.on(new BuildEvent.StageCached(stage));
                return known.get();
            }
            events.on(new BuildEvent.StageStarted(stage));
            StageResult result = execute(stage, inputs, script, name);
            stores.snapshots().sync();
            SnapshotId made = result.layers().get(0);
            stores.actions()
                    .put(name, Actions.newRecord().put("snapshot", made.value()).put("stage", stage));
            events.on(new BuildEvent.StageFinished(stage, result.elapsed(), result.executed(), result.reused()));
            return made;
        } catch (BuildException e) {
            events.on(new BuildEvent.StageFailed(stage, String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** Runs a script whose result nobody will ask for again: the taker sees its files, and then they go. */
    void runOnce(String stage, List<Input> inputs, String script, Taker taker)
            throws BuildException, IOException, InterruptedException {
        events.on(new BuildEvent.StageStarted(stage));
        String name = new InputKey("imageronce")
                .add(stage)
                .add(stores.snapshots().session())
                .name();
        StageResult result = execute(stage, inputs, script, name);
        SnapshotId made = result.layers().get(0);
        try {
            taker.take(tree(made));
        } finally {
            stores.snapshots().delete(made);
        }
        events.on(new BuildEvent.StageFinished(stage, result.elapsed(), result.executed(), result.reused()));
    }

    /** Takes what a script left. */
    @FunctionalInterface
    interface Taker {
        void take(MergedTree files) throws IOException;
    }

    /** What a script left. */
    MergedTree tree(SnapshotId snapshot) throws IOException {
        return stores.snapshots().tree(List.of(snapshot));
    }

    /** A file that a script made at the top of what it left. */
    MergedNode file(SnapshotId snapshot, String name) throws IOException {
        return tree(snapshot).find(Path.of("/", name)).orElseThrow(() -> new NoSuchFileException(name));
    }

    private StageResult execute(String stage, List<Input> inputs, String script, String name)
            throws BuildException, IOException, InterruptedException {
        try (PassingInstructions instructions = new PassingInstructions(stores.snapshots())) {
            return executor.execute(task(stage, inputs, script, name, instructions), events);
        }
    }

    private StageTask task(
            String stage, List<Input> inputs, String script, String name, PassingInstructions instructions)
            throws BuildException, IOException, InterruptedException {
        Position at = Position.ofFile("kiln imager");
        List<StageInput> all = new ArrayList<>();
        all.add(new StageInput(tools.name(), tools.layers(), "/", "/", at));
        inputs.forEach(i -> all.add(new StageInput(i.name(), i.layers(), i.from(), i.to(), at)));
        InstructionTask instruction =
                new InstructionTask(Phase.INSTALL, 0, "mkdir -p /out && " + script, at, "instruction-" + name);
        StepTask step = new StepTask(
                0, Map.of(), Map.of("PATH", PATH, "LC_ALL", "C"), Map.of(), NetworkMode.NONE, List.of(instruction));
        return new StageTask(
                stage,
                platform,
                tools.has("bin/bash") ? "/bin/bash" : "/bin/sh",
                tools.name(),
                all,
                List.of(step),
                List.of(new Finalize("/out", "/", at)),
                stores.home().logs().resolve(name.substring(name.indexOf('-') + 1) + ".log"),
                instructions);
    }
}
