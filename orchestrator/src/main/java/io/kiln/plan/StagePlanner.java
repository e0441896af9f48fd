package io.kiln.plan;

import io.kiln.exec.InstructionTask;
import io.kiln.model.Finalize;
import io.kiln.model.Instruction;
import io.kiln.model.Phase;
import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.Source;
import io.kiln.model.Step;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the keys of a stage: the root, then each instruction on the one before it, then the stage. Stateless.
 *
 * <p>Editing an instruction changes its key and those after it, none before it.
 */
public final class StagePlanner {

    /** The working directory of every instruction. */
    public static final String WORKING_DIRECTORY = "/tmp/build";

    private final String cacheNamespace;

    /** @param cacheNamespace separates the content of {@code cachePaths} from that of other namespaces; empty is one too */
    public StagePlanner(String cacheNamespace) {
        this.cacheNamespace = cacheNamespace;
    }

    /**
     * Plans one stage.
     *
     * @param stage what the stage is called in messages; not in the key, as the same package may be reached by several
     *     names
     * @param runsOn the platform whose binaries run (the build platform in a cross build)
     * @param target the platform that the package is for
     * @param inputs base and dependencies, bottom first
     * @param environment what every step of this platform finds in its environment
     */
    public StagePlan plan(
            String stage,
            Pkg pkg,
            Platform runsOn,
            Platform target,
            List<PlannedInput> inputs,
            Map<String, String> environment)
            throws IOException {
        refuseWhatCannotBeRun(pkg);
        ContextFiles context = ContextFiles.of(pkg);
        String contextDigest = context.digest();
        KeyHash root = new KeyHash("root").field(runsOn.toString()).field(target.toString());
        for (PlannedInput input : inputs) {
            root.field(input.identity()).field(input.from()).field(input.to());
        }
        root.field(contextDigest);
        Chain chain = new Chain(root.hex(), pkg.shell(), cacheNamespace);

        Map<String, String> env = new LinkedHashMap<>(environment);
        env.put("PKG_NAME", pkg.name());
        List<PlannedStep> steps = new ArrayList<>();
        for (int i = 0; i < pkg.steps().size(); i++) {
            Step step = pkg.steps().get(i);
            env.putAll(step.env());
            steps.add(chain.step(i, step, Map.copyOf(env)));
        }
        return new StagePlan(
                stage, pkg, runsOn, List.copyOf(inputs), context, contextDigest, steps, chain.end(pkg.finalizes()));
    }

    /** What the format knows and no executor runs yet is an error: ignored, it would give an image that lacks something. */
    private static void refuseWhatCannotBeRun(Pkg pkg) {
        List<Diagnostic> found = new ArrayList<>();
        if (!pkg.install().isEmpty()) {
            found.add(Diagnostic.error(pkg.at(), "'install' (system packages put into the base) cannot be built yet")
                    .withHint("import a base image that has " + String.join(", ", pkg.install())
                            + ", and name it with --base-image"));
        }
        for (Step step : pkg.steps()) {
            step.sbom()
                    .ifPresent(sbom -> found.add(Diagnostic.error(sbom.at(), "'sbom' cannot be built yet")
                            .withHint("write the document in an instruction, as examples/pkgs does for the kernel")));
        }
        if (!found.isEmpty()) {
            throw new DiagnosticException(found);
        }
    }

    /** The running key: what the next instruction is built on. */
    private static final class Chain {

        private final String shell;
        private final String cacheNamespace;
        private final List<String> tests = new ArrayList<>();
        private String key;

        Chain(String rootKey, String shell, String cacheNamespace) {
            this.key = rootKey;
            this.shell = shell;
            this.cacheNamespace = cacheNamespace;
        }

        PlannedStep step(int index, Step step, Map<String, String> environment) {
            if (!step.sources().isEmpty()) {
                KeyHash hash = new KeyHash("sources").field(key);
                for (Source source : step.sources()) {
                    hash.field(source.destination()).field(source.sha256()).field(source.sha512());
                }
                key = hash.hex();
            }
            List<InstructionTask> tasks = new ArrayList<>();
            for (Phase phase : List.of(Phase.PREPARE, Phase.BUILD, Phase.INSTALL)) {
                List<Instruction> instructions = step.instructions(phase);
                for (int i = 0; i < instructions.size(); i++) {
                    Instruction instruction = instructions.get(i);
                    key = next("instruction", key, step, environment, instruction);
                    tasks.add(new InstructionTask(
                            phase, i, instruction.script(), instruction.at(), "instruction-" + key));
                }
            }
            String tested = key;
            List<Instruction> instructions = step.instructions(Phase.TEST);
            for (int i = 0; i < instructions.size(); i++) {
                Instruction instruction = instructions.get(i);
                tested = next("test", tested, step, environment, instruction);
                tests.add(tested);
                tasks.add(new InstructionTask(Phase.TEST, i, instruction.script(), instruction.at(), "test-" + tested));
            }
            return new PlannedStep(
                    index, step.sources(), environment, step.cachePaths(), step.network(), List.copyOf(tasks));
        }

        private String next(
                String kind, String parent, Step step, Map<String, String> environment, Instruction instruction) {
            KeyHash hash = new KeyHash(kind)
                    .field(parent)
                    .field(shell)
                    .field(instruction.script())
                    .map(environment)
                    .field(WORKING_DIRECTORY)
                    .field(step.network().name())
                    .fields(step.cachePaths().stream().sorted().toList());
            if (!step.cachePaths().isEmpty() && !cacheNamespace.isEmpty()) {
                hash.field(cacheNamespace);
            }
            return hash.hex();
        }

        StageKey end(List<Finalize> finalizes) {
            KeyHash hash = new KeyHash("stage").field(key).fields(tests);
            for (Finalize finalize : finalizes) {
                hash.field(finalize.from()).field(finalize.to());
            }
            return new StageKey(hash.hex());
        }
    }
}
