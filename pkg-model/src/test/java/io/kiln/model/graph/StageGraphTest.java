package io.kiln.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.StageName;
import io.kiln.model.workspace.Tree;
import io.kiln.model.workspace.Trees;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageGraphTest {

    @TempDir
    Path root;

    private StageGraph graph(String text, String... targets) {
        Tree tree = GraphText.write(root, text);
        return StageGraph.resolve(
                Trees.of(tree::load), Stream.of(targets).map(StageName::parse).toList(), Tree.AMD64);
    }

    private static List<String> names(List<StageId> ids) {
        return ids.stream().map(StageId::name).toList();
    }

    private static List<String> inputs(StageGraph graph, String name) {
        return graph.stage(new StageId(name, Tree.AMD64)).dependencies().stream()
                .map(d -> d.stage()
                                .map(StageId::name)
                                .orElseGet(() -> "image:" + d.image().orElseThrow())
                        + (d.to().equals("/") ? "" : ">" + d.to()))
                .toList();
    }

    @Test
    void orderPutsEveryStageBehindWhatItDependsOn() {
        StageGraph graph = graph("""
                app     -> base, openssl
                openssl -> base, zlib(runtime)
                zlib    -> base
                base    -> image:toolchain
                other
                """, "app");

        assertThat(names(graph.order())).containsExactly("base", "zlib", "openssl", "app");
        assertThat(names(graph.targets())).containsExactly("app");
    }

    @Test
    void runtimeDependenciesFollowTheDependencyThatBringsThem() {
        StageGraph graph = graph("""
                app -> ssl, base
                ssl -> base, zlib(runtime), libc(runtime), tool
                zlib -> libc(runtime), image:data(runtime to=/data)
                libc
                tool
                base
                """, "app");

        assertThat(inputs(graph, "app")).containsExactly("ssl", "zlib", "libc", "image:data>/data", "base");
    }

    @Test
    void whatIsAlreadyThereIsNotRepeatedAndTheFirstOneStays() {
        StageGraph graph = graph("""
                app -> libc(from=/first), ssl, libc(to=/sysroot)
                ssl -> libc(runtime)
                libc
                """, "app");

        assertThat(inputs(graph, "app")).containsExactly("libc", "ssl", "libc>/sysroot");
        assertThat(graph.stage(new StageId("app", Tree.AMD64))
                        .dependencies()
                        .get(0)
                        .from())
                .isEqualTo("/first");
    }

    @Test
    void runtimeDependenciesOfAStageAlreadyThereElsewhereComeOnce() {
        StageGraph graph = graph("""
                app -> ssl(to=/a), ssl(to=/b)
                ssl -> libc(runtime)
                libc
                """, "app");

        assertThat(inputs(graph, "app")).containsExactly("ssl>/a", "libc", "ssl>/b");
    }

    @Test
    void manyDiamondsAreWalkedInLinearTime() {
        StringBuilder text = new StringBuilder("l0\nr0\n");
        for (int i = 1; i < 60; i++) {
            int below = i - 1;
            text.append("l%d -> l%d(runtime), r%d(runtime)%n".formatted(i, below, below));
            text.append("r%d -> l%d(runtime), r%d(runtime)%n".formatted(i, below, below));
        }
        StageGraph graph =
                Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> graph(text.toString(), "l59"));

        assertThat(inputs(graph, "l59")).hasSize(118).doesNotHaveDuplicates();
    }

    @Test
    void chainLongerThanAThreadsStackIsWalked() {
        int length = 20_000;
        RuntimeClosure closure = new RuntimeClosure(id -> {
            int next = Integer.parseInt(id.name()) + 1;
            return next == length ? List.of() : List.of(edge(next));
        });

        assertThat(closure.of(List.of(edge(0)))).hasSize(length);
    }

    private static StageDependency edge(int to) {
        return new StageDependency(
                Optional.of(new StageId(Integer.toString(to), Tree.AMD64)),
                Optional.empty(),
                Tree.AMD64,
                "/",
                "/",
                true,
                Position.ofFile("x"));
    }

    @Test
    void cycleIsReportedWithItsWholePath() {
        assertThatThrownBy(() -> graph("""
                        app -> a
                        a -> b
                        b -> c(runtime)
                        c -> a
                        """, "app"))
                .isInstanceOf(DiagnosticException.class)
                .hasMessageContaining("a/pkg.yaml:4:5: dependency cycle: a -> b -> c -> a");
    }

    @Test
    void packageThatDependsOnItselfIsACycle() {
        assertThatThrownBy(() -> graph("a -> a", "a")).hasMessageContaining("dependency cycle: a -> a");
    }

    @Test
    void unknownStageIsReportedWhereItWasWrittenWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> graph("app -> kernel-biuld\nkernel-build", "app"))
                .hasMessage("""
                        app/pkg.yaml:4:5: there is no package "kernel-biuld"
                              - stage: kernel-biuld
                                ^
                          hint: did you mean "kernel-build"?""");
    }

    @Test
    void unknownTargetsAreAllReported() {
        assertThatThrownBy(() -> graph("kernel", "kernl", "kernel", "x"))
                .isInstanceOfSatisfying(
                        DiagnosticException.class,
                        e -> assertThat(e.diagnostics())
                                .hasSize(2)
                                .anySatisfy(d -> assertThat(d.hint()).contains("did you mean \"kernel\"?")));
    }

    @Test
    void checkFindsEveryUnknownStageAndCycleOfATree() {
        Tree tree = GraphText.write(root, """
                a -> b
                b -> a
                c -> missing
                d -> e
                e -> d, nothing
                """);

        assertThat(StageGraph.check(Trees.of(tree::load), Tree.AMD64)).hasSize(4);
    }

    @Test
    void stageWhoseFileHasErrorsIsNotCalledUnknown() {
        Tree tree = GraphText.write(root, "app -> broken, missing")
                .file("broken/pkg.yaml", "name: broken\nvariant: {{ nosuch }}\n");

        assertThat(StageGraph.check(Trees.of(tree::load), Tree.AMD64))
                .singleElement()
                .satisfies(d -> assertThat(d.message()).contains("missing"));
    }

    @Test
    void dependencyWithAPlatformIsAStageOfThatPlatform() {
        StageGraph graph = graph("app -> tool(platform=linux/arm64)\ntool", "app");

        assertThat(graph.order()).containsExactly(new StageId("tool", Tree.ARM64), new StageId("app", Tree.AMD64));
    }

    @Test
    void dependenciesOfACrossCompiledPackageAreForTheBuildPlatform() {
        StageGraph graph = graph("""
                app [buildPlatform=linux/arm64] -> tool, image:i, lib(platform=linux/amd64)
                tool -> lib
                lib
                """, "app");

        Stage app = graph.stage(new StageId("app", Tree.AMD64));
        assertThat(app.runsOn()).isEqualTo(Tree.ARM64);
        assertThat(app.dependencies().stream().map(StageDependency::platform))
                .containsExactly(Tree.ARM64, Tree.ARM64, Tree.AMD64);
        assertThat(graph.order()).contains(new StageId("lib", Tree.ARM64), new StageId("lib", Tree.AMD64));
    }

    @Test
    void severalTargetsAreOneGraph() {
        StageGraph graph = graph("""
                kernel -> kernel-build
                module -> kernel-build
                kernel-build
                """, "module", "kernel", "module");

        assertThat(names(graph.targets())).containsExactly("module", "kernel");
        assertThat(names(graph.order())).containsExactly("kernel-build", "module", "kernel");
    }
}
