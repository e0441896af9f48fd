package io.kiln.exec;

import io.kiln.model.Finalize;
import io.kiln.model.NetworkMode;
import io.kiln.model.Phase;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Position;
import io.kiln.store.SnapshotId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts stages together in the order in which a test tells of them. */
public final class Stages {

    public static final Position AT = new Position("hello/pkg.yaml", 7, 9);

    private final MemoryInstructionCache cache;
    private final Path log;
    private final List<StageInput> inputs = new ArrayList<>();
    private final List<StepTask> steps = new ArrayList<>();
    private final List<Finalize> finalizes = new ArrayList<>();
    private Map<String, Path> sources = Map.of();
    private Map<String, Path> caches = Map.of();
    private Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/bin:/usr/bin", "PKG_NAME", "hello"));
    private NetworkMode network = NetworkMode.NONE;
    private String shell = "/bin/sh";

    public Stages(MemoryInstructionCache cache, Path log) {
        this.cache = cache;
        this.log = log;
    }

    public Stages input(String name, SnapshotId... layers) {
        return input(name, "/", "/", layers);
    }

    public Stages input(String name, String from, String to, SnapshotId... layers) {
        inputs.add(new StageInput(name, List.of(layers), from, to, AT));
        return this;
    }

    public Stages sources(Map<String, Path> files) {
        sources = files;
        return this;
    }

    public Stages caches(Map<String, Path> directories) {
        caches = directories;
        return this;
    }

    public Stages shell(String program) {
        this.shell = program;
        return this;
    }

    public Stages environment(String name, String value) {
        environment = new TreeMap<>(environment);
        environment.put(name, value);
        return this;
    }

    /** The steps that follow have no variables but those that are told from here on. */
    public Stages withoutEnvironment() {
        environment = new TreeMap<>();
        return this;
    }

    public Stages network(NetworkMode mode) {
        network = mode;
        return this;
    }

    /** A step of build instructions with what was set before; sources go to this step only. */
    public Stages build(String... scripts) {
        List<InstructionTask> instructions = new ArrayList<>();
        for (String script : scripts) {
            instructions.add(instruction(Phase.BUILD, instructions.size(), script));
        }
        return step(instructions);
    }

    /** A step with one build instruction and one test. */
    public Stages buildAndTest(String build, String test) {
        return buildAndTests(List.of(build), List.of(test));
    }

    /** A step with these build instructions and then these tests. */
    public Stages buildAndTests(List<String> builds, List<String> tests) {
        List<InstructionTask> instructions = new ArrayList<>();
        builds.forEach(script -> instructions.add(instruction(Phase.BUILD, instructions.size(), script)));
        for (int i = 0; i < tests.size(); i++) {
            instructions.add(instruction(Phase.TEST, i, tests.get(i)));
        }
        return step(instructions);
    }

    public Stages finalize(String from, String to) {
        finalizes.add(new Finalize(from, to, AT));
        return this;
    }

    public StageTask task() {
        return new StageTask("hello", Platform.host(), shell, "image tiny:1", inputs, steps, finalizes, log, cache);
    }

    private Stages step(List<InstructionTask> instructions) {
        steps.add(new StepTask(steps.size(), sources, environment, caches, network, instructions));
        sources = Map.of();
        return this;
    }

    private InstructionTask instruction(Phase phase, int index, String script) {
        return new InstructionTask(phase, index, script, AT, steps.size() + "/" + phase + "/" + index + "/" + script);
    }
}
