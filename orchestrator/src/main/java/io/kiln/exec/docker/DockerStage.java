package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import io.kiln.exec.FinalizePlan;
import io.kiln.exec.InputLayers;
import io.kiln.exec.InstructionRun;
import io.kiln.exec.InstructionTask;
import io.kiln.exec.StageInput;
import io.kiln.exec.StageLog;
import io.kiln.exec.StageResult;
import io.kiln.exec.StageTask;
import io.kiln.exec.StepTask;
import io.kiln.exec.TarRoot;
import io.kiln.exec.docker.StageContainer.Surroundings;
import io.kiln.model.Phase;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotLayerContent;
import io.kiln.store.SnapshotStore;
import io.kiln.store.TarDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stage from its inputs to its output layers: one container for each run of steps with the same network and volumes,
 * its state handed on as an image. Used once, by one thread.
 */
final class DockerStage {

    /** overlay2 takes 128 layers; some are left for the states that are handed on. */
    private static final int MOST_LAYERS = 100;

    private final SnapshotStore store;
    private final DockerEngine engine;
    private final RootImages images;
    private final CopiedLayers copies;
    private final LeftContainers left;
    private final CacheVolumes volumes;
    private final EngineLabels labels;
    private final StageTask task;
    private final BuildEvents events;
    private final List<SnapshotId> loaded = new ArrayList<>();
    private final List<SnapshotId> copied = new ArrayList<>();
    private final List<String> states = new ArrayList<>();
    private MergedTree before = MergedTree.ofLayers(List.of());
    private @Nullable StageContainer container;
    private @Nullable StepTask shape;
    private int executed;

    DockerStage(
            SnapshotStore store,
            DockerEngine engine,
            RootImages images,
            CopiedLayers copies,
            LeftContainers left,
            CacheVolumes volumes,
            EngineLabels labels,
            StageTask task,
            BuildEvents events) {
        this.store = store;
        this.engine = engine;
        this.images = images;
        this.copies = copies;
        this.left = left;
        this.volumes = volumes;
        this.labels = labels;
        this.task = task;
        this.events = events;
    }

    StageResult run() throws IOException, BuildException, InterruptedException {
        long start = System.nanoTime();
        try (TarRoot root = new TarRoot(store, MOST_LAYERS);
                StageLog log = new StageLog(task.log())) {
            prepare(root);
            InstructionRun runner = new InstructionRun(task, events, log);
            for (StepTask step : task.steps()) {
                for (InstructionTask instruction : step.instructions()) {
                    perform(runner, step, instruction);
                }
            }
            List<SnapshotId> layers;
            long files = 0;
            StageContainer last = container;
            if (last == null) {
                layers = finalizeInputs();
            } else {
                DockerFinalizer finalizer = new DockerFinalizer(store, task, withoutVolumes(last), stubs());
                layers = finalizer.run();
                files = finalizer.copied();
                leaveContainer(files);
            }
            return new StageResult(layers, executed, 0, 0, files, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            closeContainer();
            removeStates();
        }
    }

    private void removeStates() throws InterruptedException {
        try {
            EngineThings.removeImagesById(engine, states);
        } catch (BuildException e) {
            // what the stage came to matters more: the next start sweeps
        }
    }

    /** Puts the inputs on top of each other, and decides which of their layers come in an image. */
    private void prepare(TarRoot root) throws IOException, BuildException {
        InputLayers<SnapshotId> inputs = new InputLayers<>(root, store);
        for (StageInput input : task.inputs()) {
            inputs.add(input);
        }
        before = root.tree();
        loaded.addAll(root.layers());
        copied.addAll(copies.choose(loaded, stubs()));
        loaded.subList(loaded.size() - copied.size(), loaded.size()).clear();
    }

    private void perform(InstructionRun runner, StepTask step, InstructionTask instruction)
            throws IOException, BuildException, InterruptedException {
        if (instruction.phase() == Phase.TEST) {
            test(runner, step, instruction);
        } else {
            runner.run(step, instruction, processes(step));
        }
        executed++;
    }

    private ContainerProcesses processes(StepTask step) {
        return new ContainerProcesses(
                () -> container(step), step, container == null ? Optional.of(before) : Optional.empty());
    }

    /** On a copy of the state, which is thrown away. */
    private void test(InstructionRun runner, StepTask step, InstructionTask instruction)
            throws IOException, BuildException, InterruptedException {
        State state = state(container(step));
        try (StageContainer copy = create(state.image(), surroundings(step))) {
            start(copy, state);
            runner.run(step, instruction, new ContainerProcesses(() -> copy, step, Optional.empty()));
        }
    }

    /** The container for a step, with its sources in place. */
    private StageContainer container(StepTask step) throws IOException, BuildException, InterruptedException {
        StageContainer running = container;
        if (running != null && shape == step) {
            return running;
        }
        Surroundings wanted = surroundings(step);
        if (running != null && running.surroundings().equals(wanted)) {
            putSources(running, step);
            return running;
        }
        StageContainer created;
        State state = null;
        if (running == null) {
            created = create(images.get(loadedLayers(), task.platform()), wanted);
            container = created;
            for (SnapshotId layer : copied) {
                put(created, layer);
            }
        } else {
            state = state(running);
            closeContainer();
            created = create(state.image(), wanted);
            container = created;
        }
        start(created, state);
        putSources(created, step);
        return created;
    }

    private List<RootLayer> loadedLayers() throws IOException {
        List<RootLayer> layers = new ArrayList<>();
        for (SnapshotId layer : loaded) {
            layers.add(RootLayer.of(store, layer));
        }
        return layers;
    }

    /**
     * What a container has come to.
     *
     * @param image goes with the stage
     * @param attributes of its files, which the image lacks
     */
    private record State(String image, ContainerAttributes attributes) {}

    private State state(StageContainer of) throws IOException, BuildException, InterruptedException {
        ContainerAttributes attributes = ContainerAttributes.ofRoot(of);
        String image = of.commit(labels);
        states.add(image);
        return new State(image, attributes);
    }

    private static void start(StageContainer created, @Nullable State state)
            throws IOException, BuildException, InterruptedException {
        created.start();
        if (state != null) {
            state.attributes().giveTo(created);
        }
    }

    private StageContainer create(String from, Surroundings surroundings) throws BuildException, InterruptedException {
        return StageContainer.create(engine, from, task.shell(), task.platform(), surroundings, labels);
    }

    private Surroundings surroundings(StepTask step) throws BuildException, InterruptedException {
        Map<String, String> mounted = new HashMap<>();
        for (Map.Entry<String, Path> cache : step.caches().entrySet()) {
            mounted.put(cache.getKey(), volumes.get(cache.getValue()));
        }
        return new Surroundings(step.network(), mounted, ShellCommand.unspeakable(step.environment()));
    }

    private void putSources(StageContainer into, StepTask step)
            throws IOException, BuildException, InterruptedException {
        shape = step;
        ContainerSources.put(into, step);
    }

    private void put(StageContainer into, SnapshotId layer) throws IOException, BuildException, InterruptedException {
        Path tar = store.tar(layer).file();
        into.put("/", out -> Files.copy(tar, out));
    }

    /** Files below a volume are hidden in a container that has it. */
    private StageContainer withoutVolumes(StageContainer last)
            throws IOException, BuildException, InterruptedException {
        StepTask now = shape;
        boolean hidden = now != null
                && now.caches().keySet().stream()
                        .anyMatch(cache -> task.finalizes().stream()
                                .anyMatch(finalize -> overlap(absolute(cache), absolute(finalize.from()))));
        if (!hidden) {
            return last;
        }
        State state = state(last);
        closeContainer();
        StageContainer bare = create(state.image(), Surroundings.NONE);
        container = bare;
        start(bare, state);
        return bare;
    }

    private static Path absolute(String path) {
        return Path.of("/").resolve(path).normalize();
    }

    private static boolean overlap(Path cache, Path from) {
        return cache.startsWith(from) || from.startsWith(cache);
    }

    private SandboxStubs stubs() throws IOException {
        List<String> mountPoints = new ArrayList<>();
        task.steps().forEach(step -> mountPoints.addAll(step.caches().keySet()));
        return new SandboxStubs(before, mountPoints);
    }

    /** The output of a stage in which nothing ran. */
    private List<SnapshotId> finalizeInputs() throws IOException, BuildException {
        List<SnapshotId> layers = new ArrayList<>();
        for (LayerFile layer : FinalizePlan.of(task, before)) {
            try (TarDraft draft = store.beginTar()) {
                draft.write(SnapshotLayerContent.forExchange(layer).ownedByRoot());
                layers.add(store.commit(draft, task.stage() + " finalize[" + layers.size() + "]", false));
            }
        }
        return layers;
    }

    /** Nobody waits for the end of a container that is no longer needed, unless an image has to go after it. */
    private void leaveContainer(long files) throws IOException {
        StageContainer running = container;
        if (running != null && states.isEmpty()) {
            left.add(running, files + copies.files(copied));
        }
    }

    private void closeContainer() {
        StageContainer running = container;
        container = null;
        if (running != null) {
            running.close();
        }
    }
}
