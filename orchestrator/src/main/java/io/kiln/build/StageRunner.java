package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.exec.StepTask;
import io.kiln.model.Source;
import io.kiln.model.yaml.Position;
import io.kiln.oci.Digest;
import io.kiln.plan.PlannedInput;
import io.kiln.plan.PlannedStep;
import io.kiln.plan.StagePlan;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.source.SourceStore;
import io.kiln.store.KeyLocks;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes one planned stage, once among all processes on the store, and records what it left behind. Thread-safe. */
final class StageRunner {

    private final Stores stores;
    private final SourceStore sources;
    private final ContextSnapshots contexts;
    private final LazyExecutor executor;
    private final StoredInstructions instructions;
    private final String cacheNamespace;
    private final BuildEvents events;

    /** @param cacheNamespace separates the content of {@code cachePaths} from that of other namespaces */
    StageRunner(
            Stores stores,
            SourceStore sources,
            ContextSnapshots contexts,
            LazyExecutor executor,
            StoredInstructions instructions,
            String cacheNamespace,
            BuildEvents events) {
        this.stores = stores;
        this.sources = sources;
        this.contexts = contexts;
        this.executor = executor;
        this.instructions = instructions;
        this.cacheNamespace = cacheNamespace;
        this.events = events;
    }

    /**
     * Executes the stage.
     *
     * @param mayReuse whether a result that another process made meanwhile will do
     * @throws ContentCollectedException if an input is known, but its content is no longer in the store
     */
    StageRecord run(StagePlan plan, boolean mayReuse) throws BuildException, IOException, InterruptedException {
        try (KeyLocks.Held held = stores.locks().acquire(plan.key().recordName())) {
            Optional<StageRecord> made = mayReuse ? StageRecord.find(stores.actions(), plan.key()) : Optional.empty();
            if (made.isPresent()) {
                events.on(new BuildEvent.StageCached(plan.stage()));
                return made.get();
            }
            StageExecutor opened = executor.open(); // before anything is unpacked: a host that cannot says so at once
            if (plan.hasInstructions()) {
                opened.requireRunnable(plan.platform());
            }
            StageTask task = task(plan);
            events.on(new BuildEvent.StageStarted(plan.stage()));
            StageResult result = executor.execute(task, events);
            StageRecord stageRecord =
                    StageRecord.ofExecution(plan.key(), plan.pkg().name(), result.layers());
            stores.snapshots().sync(); // what a record names must be on the disk before the record is
            stageRecord.save(stores.actions(), plan, result.elapsed().toMillis());
            events.on(new BuildEvent.StageFinished(plan.stage(), result.elapsed(), result.executed(), result.reused()));
            return stageRecord;
        } catch (BuildException e) {
            events.on(new BuildEvent.StageFailed(plan.stage(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private StageTask task(StagePlan plan) throws BuildException, IOException, InterruptedException {
        List<StageInput> inputs = new ArrayList<>();
        for (PlannedInput input : plan.inputs()) {
            List<SnapshotId> layers =
                    input.origin().layers().orElseThrow(() -> new ContentCollectedException(input.identity()));
            inputs.add(new StageInput(input.name(), layers, input.from(), input.to(), input.at()));
        }
        SnapshotId context = contexts.of(plan.context(), plan.contextDigest(), plan.stage());
        inputs.add(new StageInput(
                "files of " + plan.stage(),
                List.of(context),
                "/",
                "/",
                Position.ofFile(plan.pkg().at().file())));
        List<StepTask> steps = new ArrayList<>();
        for (PlannedStep step : plan.steps()) {
            steps.add(task(plan.stage(), step));
        }
        String shellImage =
                plan.inputs().isEmpty() ? "an empty root" : plan.inputs().get(0).name();
        return new StageTask(
                plan.stage(),
                plan.platform(),
                plan.pkg().shell(),
                shellImage,
                inputs,
                steps,
                plan.pkg().finalizes(),
                stores.home().logs().resolve(plan.key().hex() + ".log"),
                instructions);
    }

    private StepTask task(String stage, PlannedStep step) throws BuildException, IOException, InterruptedException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Source source : step.sources()) {
            files.put(source.destination(), sources.fetch(source, stage, events));
        }
        Map<String, Path> caches = new LinkedHashMap<>();
        for (String path : step.cachePaths()) {
            caches.put(path, Files.createDirectories(stores.home().caches().resolve(cacheName(path))));
        }
        return new StepTask(step.index(), files, step.environment(), caches, step.network(), step.instructions());
    }

    /** A hash, since a path of the container says nothing about where it may lie on the host. */
    private String cacheName(String path) {
        String normal = Path.of(path).normalize().toString();
        return Digest.of((cacheNamespace + "\0" + normal).getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
