package io.kiln.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.InstructionTask;
import io.kiln.model.Finalize;
import io.kiln.model.ImageSettings;
import io.kiln.model.Instruction;
import io.kiln.model.NetworkMode;
import io.kiln.model.Phase;
import io.kiln.model.Pkg;
import io.kiln.model.Platform;
import io.kiln.model.Source;
import io.kiln.model.Step;
import io.kiln.model.TemplatedFile;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagePlannerTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final Position AT = new Position("a/pkg.yaml", 1, 1);

    @TempDir
    Path directory;

    private final StagePlanner planner = new StagePlanner("");

    @BeforeEach
    void aFileBesidePkgYaml() throws IOException {
        Files.writeString(directory.resolve("patch"), "one");
    }

    @Test
    void theSameInputsGiveTheSameKeyTwice() throws IOException {
        assertThat(key(step("make"), "id1")).isEqualTo(key(step("make"), "id1"));
    }

    @Test
    void anotherExecutionOfADependencyMisses() throws IOException {
        assertThat(key(step("make"), "id1")).isNotEqualTo(key(step("make"), "id2"));
    }

    @Test
    void editingAnInstructionMissesItAndWhatFollowsOnly() throws IOException {
        List<String> before = instructionKeys(step("one", "two", "three"));
        List<String> after = instructionKeys(step("one", "TWO", "three"));
        assertThat(after.get(0)).isEqualTo(before.get(0));
        assertThat(after.get(1)).isNotEqualTo(before.get(1));
        assertThat(after.get(2)).isNotEqualTo(before.get(2));
    }

    @Test
    void editingATestMissesTheStageAndNoInstruction() throws IOException {
        StagePlan before = plan(pkg(step("make"), "test one"), "id");
        StagePlan after = plan(pkg(step("make"), "test two"), "id");
        assertThat(after.key()).isNotEqualTo(before.key());
        assertThat(after.steps().get(0).instructions().get(0))
                .isEqualTo(before.steps().get(0).instructions().get(0));
    }

    @Test
    void aChangedSumMissesTheFirstInstructionOfItsStep() throws IOException {
        Step one = withSource(step("tar -x"), "1".repeat(64));
        Step two = withSource(step("tar -x"), "2".repeat(64));
        assertThat(instructionKeys(one)).isNotEqualTo(instructionKeys(two));
    }

    @Test
    void theUrlOfASourceIsNotInTheKey() throws IOException {
        Step here = withSource(step("tar -x"), "1".repeat(64));
        Source source = here.sources().get(0);
        Step mirror = new Step(
                List.of(new Source(
                        "https://mirror.example/x", source.destination(), source.sha256(), source.sha512(), AT)),
                here.env(),
                here.cachePaths(),
                here.instructions(),
                here.sbom(),
                here.network(),
                AT);
        assertThat(instructionKeys(mirror)).isEqualTo(instructionKeys(here));
    }

    @Test
    void timesOfFilesAreNotInTheKeyAndTheirContentIs() throws IOException {
        String before = key(step("make"), "id");
        Files.setLastModifiedTime(directory.resolve("patch"), java.nio.file.attribute.FileTime.fromMillis(1000));
        assertThat(key(step("make"), "id")).isEqualTo(before);
        Files.writeString(directory.resolve("patch"), "two");
        assertThat(key(step("make"), "id")).isNotEqualTo(before);
    }

    @Test
    void hiddenFilesAndPackageFilesAreNotInTheKey() throws IOException {
        String before = key(step("make"), "id");
        Files.writeString(directory.resolve(".hidden"), "x");
        Files.writeString(directory.resolve("pkg.yaml"), "x");
        Files.writeString(directory.resolve("vars.yaml"), "x");
        Files.createDirectory(directory.resolve("_out"));
        Files.writeString(directory.resolve("_out/x"), "x");
        assertThat(key(step("make"), "id")).isEqualTo(before);
    }

    @Test
    void aRenderedTemplateIsInTheKey() throws IOException {
        assertThat(plan(pkg(step("make"), "", "0.1"), "id").key())
                .isNotEqualTo(plan(pkg(step("make"), "", "0.2"), "id").key());
    }

    @Test
    void environmentPersistsToLaterSteps() throws IOException {
        Step first = new Step(List.of(), Map.of("A", "1"), List.of(), Map.of(), Optional.empty(), NetworkMode.NONE, AT);
        StagePlan plan = plan(pkg(List.of(first, step("make"))), "id");
        assertThat(plan.steps().get(1).environment()).containsEntry("A", "1").containsEntry("PKG_NAME", "a");
    }

    private String key(Step step, String dependency) throws IOException {
        return plan(pkg(List.of(step)), dependency).key().hex();
    }

    private List<String> instructionKeys(Step step) throws IOException {
        return plan(pkg(List.of(step)), "id").steps().get(0).instructions().stream()
                .map(InstructionTask::key)
                .toList();
    }

    private StagePlan plan(Pkg pkg, String dependency) throws IOException {
        PlannedInput input = new PlannedInput("stage b", dependency, Optional::empty, "/", "/", AT);
        return planner.plan("a", pkg, AMD64, AMD64, List.of(input), Map.of("PATH", "/bin"));
    }

    private Pkg pkg(List<Step> steps) {
        return pkg(steps, "0.1");
    }

    private Pkg pkg(Step step, String test) {
        return pkg(step, test, "0.1");
    }

    private Pkg pkg(Step step, String test, String version) {
        Map<Phase, List<Instruction>> instructions = Map.of(
                Phase.BUILD,
                step.instructions(Phase.BUILD),
                Phase.TEST,
                test.isEmpty() ? List.of() : List.of(new Instruction(test, AT)));
        return pkg(
                List.of(new Step(List.of(), Map.of(), List.of(), instructions, Optional.empty(), NetworkMode.NONE, AT)),
                version);
    }

    private Pkg pkg(List<Step> steps, String version) {
        return new Pkg(
                "a",
                "scratch",
                List.of(),
                "/bin/sh",
                Optional.empty(),
                List.of(),
                steps,
                List.of(new Finalize("/rootfs", "/", AT)),
                "a",
                directory,
                List.of(new TemplatedFile(
                        "manifest.yaml",
                        version.getBytes(StandardCharsets.UTF_8),
                        PositionMap.identity("manifest.yaml.tmpl"))),
                Map.of(),
                ImageSettings.NONE,
                AT);
    }

    private static Step step(String... scripts) {
        List<Instruction> build = java.util.Arrays.stream(scripts)
                .map(s -> new Instruction(s, AT))
                .toList();
        return new Step(
                List.of(), Map.of(), List.of(), Map.of(Phase.BUILD, build), Optional.empty(), NetworkMode.NONE, AT);
    }

    private static Step withSource(Step step, String sum) {
        return new Step(
                List.of(new Source("https://example.com/x", "x", sum, sum + sum, AT)),
                step.env(),
                step.cachePaths(),
                step.instructions(),
                step.sbom(),
                step.network(),
                AT);
    }
}
