package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.model.Platform;
import io.kiln.model.StageName;
import io.kiln.model.workspace.Trees;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.workspace.WorkspaceOptions;
import io.kiln.plan.StageKey;
import io.kiln.plan.StageRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");

    @TempDir
    Path folder;

    @Test
    void everyStageComesAfterAllThatItIsBuiltOn() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        new Round(
                        graph("a ->", "b -> a", "c -> a", "d -> b c"),
                        (stage, inputs) -> {
                            order.add(stage.id().name());
                            assertThat(inputs.values()).doesNotContainNull();
                            return result(stage.id().name());
                        },
                        2)
                .run();
        assertThat(order).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(order.get(0)).isEqualTo("a");
        assertThat(order.get(3)).isEqualTo("d");
    }

    @Test
    void stagesThatNeedNotWaitRunAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        new Round(
                        graph("a ->", "b ->", "c -> a b"),
                        (stage, inputs) -> {
                            if (!stage.id().name().equals("c")) {
                                both.countDown();
                                assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
                            }
                            return result(stage.id().name());
                        },
                        2)
                .run();
    }

    @Test
    void aFailureStopsWhatRunsAndNothingNewStarts() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        BuildGraph graph = graph("bad ->", "slow ->", "after -> slow bad");
        Round round = new Round(
                graph,
                (stage, inputs) -> {
                    if (stage.id().name().equals("slow")) {
                        running.countDown();
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            interrupted.set(true);
                            throw e;
                        }
                    } else if (stage.id().name().equals("bad")) {
                        running.await();
                        throw new BuildException(1, "bad broke");
                    }
                    throw new AssertionError("nothing may start after a failure");
                },
                2);
        assertThatThrownBy(round::run).isInstanceOf(BuildException.class).hasMessage("bad broke");
        assertThat(interrupted).isTrue();
    }

    private BuildGraph graph(String... lines) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("->", 2);
            String name = parts[0].strip();
            names.add(name);
            StringBuilder yaml = new StringBuilder("name: " + name + "\nvariant: scratch\ndependencies:\n");
            for (String dependency : parts[1].strip().split(" +")) {
                if (!dependency.isEmpty()) {
                    yaml.append("  - stage: ").append(dependency).append('\n');
                }
            }
            Path directory = Files.createDirectories(folder.resolve(name));
            Files.writeString(directory.resolve("pkg.yaml"), yaml);
        }
        Workspace workspace = Workspace.load(folder, new WorkspaceOptions(AMD64, Map.of(), false))
                .orThrow();
        return BuildGraph.resolve(
                Trees.of(platform -> workspace),
                names.stream().map(StageName::parse).toList(),
                List.of(AMD64));
    }

    private static StageRecord result(String stage) {
        return StageRecord.ofExecution(new StageKey("0".repeat(64)), stage, List.of());
    }
}
