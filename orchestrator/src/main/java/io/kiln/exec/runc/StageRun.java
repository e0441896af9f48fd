package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.exec.InputLayers;
import io.kiln.exec.InstructionRun;
import io.kiln.exec.InstructionTask;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageLog;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.exec.StepTask;
import io.kiln.exec.WorkingDirectory;
import io.kiln.model.Phase;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One stage from its inputs to its output layers. Used once, by one thread. */
final class StageRun {

    private final SnapshotStore store;
    private final StageTask task;
    private final BuildEvents events;
    private final ContainerRunner containers;
    private final RootStack stack;
    private final SnapshotRecords records;
    private Optional<SnapshotId> last = Optional.empty();
    private int executed;
    private int reused;

    StageRun(SnapshotStore store, ContainerRunner containers, StageTask task, BuildEvents events) {
        this.store = store;
        this.containers = containers;
        this.task = task;
        this.events = events;
        this.stack = new RootStack(store);
        this.records = new SnapshotRecords(store::sync, task.instructions());
    }

    StageResult run() throws IOException, BuildException, InterruptedException {
        long start = System.nanoTime();
        try (stack;
                records;
                StageLog log = new StageLog(task.log())) {
            InputLayers<Path> inputs = new InputLayers<>(stack, store);
            for (StageInput input : task.inputs()) {
                inputs.add(input);
            }
            if (!task.steps().isEmpty()) {
                WorkingDirectory.push(stack);
            }
            InstructionRun runner = new InstructionRun(task, events, log);
            for (StepTask step : task.steps()) {
                WorkingDirectory.pushSources(step, stack);
                for (InstructionTask instruction : step.instructions()) {
                    perform(runner, step, instruction);
                }
            }
            Finalizer finalizer = new Finalizer(store, task, stack.tree(), events);
            List<SnapshotId> layers = finalizer.run();
            return new StageResult(
                    layers,
                    executed,
                    reused,
                    finalizer.linked(),
                    finalizer.copied(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void perform(InstructionRun runner, StepTask step, InstructionTask instruction)
            throws IOException, BuildException, InterruptedException {
        if (instruction.phase() == Phase.TEST) {
            test(runner, step, instruction);
            return;
        }
        // After one that had to run nothing is known any more: its snapshot is new, so no other was left on it.
        Optional<SnapshotId> known = task.instructions().snapshot(instruction.key(), last);
        if (known.isPresent()) {
            reuse(step, instruction);
            push(known.get());
            return;
        }
        try (SnapshotDraft draft = store.begin()) {
            run(runner, step, instruction, draft);
            String origin = task.stage() + " step " + step.index() + " "
                    + instruction.phase().key() + "[" + instruction.index() + "]";
            SnapshotId snapshot = store.commit(draft, origin, true);
            records.add(instruction.key(), last, snapshot);
            push(snapshot);
            executed++;
        }
    }

    private void test(InstructionRun runner, StepTask step, InstructionTask instruction)
            throws IOException, BuildException, InterruptedException {
        if (task.instructions().passed(instruction.key(), last)) {
            reuse(step, instruction);
            return;
        }
        try (SnapshotDraft thrownAway = store.begin()) {
            run(runner, step, instruction, thrownAway);
        }
        task.instructions().rememberPassed(instruction.key(), last);
        executed++;
    }

    private void run(InstructionRun runner, StepTask step, InstructionTask instruction, SnapshotDraft draft)
            throws IOException, BuildException, InterruptedException {
        if (Network.needsSlirp(step.network())) {
            for (String missing : RuncPreflight.checkNetwork()) {
                throw new BuildException(3, instruction.at() + ": " + task.stage() + ": " + missing);
            }
        }
        runner.run(step, instruction, new OverlayProcesses(store, containers, step, stack.layers(), draft.root()));
    }

    private void push(SnapshotId snapshot) throws IOException {
        stack.push(stack.snapshot(snapshot));
        last = Optional.of(snapshot);
    }

    private void reuse(StepTask step, InstructionTask instruction) {
        reused++;
        events.on(new BuildEvent.InstructionCached(
                task.stage(), step.index(), instruction.phase().key(), instruction.index()));
    }
}
