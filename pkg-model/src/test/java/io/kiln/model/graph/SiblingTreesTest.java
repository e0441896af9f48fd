package io.kiln.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.StageName;
import io.kiln.model.workspace.Tree;
import io.kiln.model.workspace.TreesOnDisk;
import io.kiln.model.workspace.WorkspaceOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiblingTreesTest {

    @TempDir
    Path folder;

    private final Map<String, Path> mounted = new HashMap<>();
    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private Tree root(String text) {
        return GraphText.write(folder.resolve("root"), text);
    }

    private Tree mount(String name, String text) {
        mounted.put(name, folder.resolve("of-" + name));
        return GraphText.write(folder.resolve("of-" + name), text);
    }

    private TreesOnDisk trees() {
        return new TreesOnDisk(
                folder.resolve("root"), mounted, new WorkspaceOptions(Tree.AMD64, arguments, environment, false));
    }

    private StageGraph graph(String... targets) {
        return StageGraph.resolve(
                trees(), Stream.of(targets).map(StageName::parse).toList(), Tree.AMD64);
    }

    private static List<String> order(StageGraph graph) {
        return graph.order().stream().map(id -> id.stage().toString()).toList();
    }

    private static StageId id(String name) {
        return new StageId(StageName.parse(name), Tree.AMD64);
    }

    @Test
    void imageThatExpandsToAStageOfAnotherTreeIsThatStageAndKeepsWhatIsSaidOfIt() {
        root("ext -> image:${PKG_IMAGE}(from=/usr to=/in runtime platform=linux/arm64)");
        mount("pkgs", "module");
        arguments.put("PKG_IMAGE", "stage:pkgs/module");

        StageDependency dependency = graph("ext").stage(id("ext")).declared().get(0);

        assertThat(dependency.stage()).contains(new StageId(new StageName("pkgs", "module"), Tree.ARM64));
        assertThat(dependency.image()).isEmpty();
        assertThat(dependency.from()).isEqualTo("/usr");
        assertThat(dependency.to()).isEqualTo("/in");
        assertThat(dependency.runtime()).isTrue();
    }

    @Test
    void environmentNamesTheStageToo() {
        root("ext -> image:${PKG_IMAGE}");
        mount("pkgs", "module");
        environment.put("PKG_IMAGE", "stage:pkgs/module");

        assertThat(order(graph("ext"))).containsExactly("pkgs/module", "ext");
    }

    @Test
    void imageThatExpandsToAStageWithoutATreeIsOneOfTheSameTree() {
        root("ext -> image:stage:module\nmodule");

        assertThat(order(graph("ext"))).containsExactly("module", "ext");
    }

    @Test
    void stagesOfAMountedTreeAreItsOwnWhereNoTreeIsNamed() {
        root("app -> base, pkgs/module\nbase");
        mount("pkgs", "module -> base\nbase");

        assertThat(order(graph("app", "pkgs/base"))).containsExactly("base", "pkgs/base", "pkgs/module", "app");
    }

    @Test
    void runtimeDependenciesFollowFromOneTreeIntoAnother() {
        root("app -> libs/ssl");
        mount("libs", "ssl -> core/libc(runtime)");
        mount("core", "libc");

        assertThat(graph("app").stage(id("app")).dependencies().stream()
                        .map(d -> d.stage().orElseThrow().stage().toString()))
                .containsExactly("libs/ssl", "core/libc");
    }

    @Test
    void everyTreeHasItsOwnVariablesAndAllSeeTheBuildArguments() {
        root("app -> pkgs/tool").file("Pkgfile", "format: v1alpha2\nvars: {V: root}\n");
        mount("pkgs", "tool").file("Pkgfile", "format: v1alpha2\nvars: {V: pkgs}\n");
        arguments.put("KERNEL", "x");

        StageGraph graph = graph("app");

        assertThat(graph.stage(id("app")).pkg().variables())
                .containsEntry("V", "root")
                .containsEntry("BUILD_ARG_KERNEL", "x");
        assertThat(graph.stage(id("pkgs/tool")).pkg().variables())
                .containsEntry("V", "pkgs")
                .containsEntry("BUILD_ARG_KERNEL", "x");
    }

    @Test
    void treeThatNothingNamesIsNotRead() {
        root("app");
        mount("pkgs", "broken").file("broken/pkg.yaml", "name: {{ nosuch }}\n");

        assertThat(order(graph("app"))).containsExactly("app");
    }

    @Test
    void errorsOfAMountedTreeNameItsFiles() {
        root("app -> pkgs/module");
        Tree pkgs = mount("pkgs", "module -> image:${NOWHERE}");
        pkgs.file("Pkgfile", "format: v9\n").file("module/x.tmpl", "{{ nosuch }}\n");

        graphFails()
                .hasMessageContaining(pkgs.root() + "/Pkgfile:1:9: format \"v9\" is not known\n    format: v9")
                .hasMessageContaining(pkgs.root() + "/module/x.tmpl:1:")
                .hasMessageContaining(pkgs.root() + "/module/pkg.yaml:4:12: ${NOWHERE}");
    }

    @Test
    void foldersAreShownAsTheyWereWritten() {
        root("app");
        mount("pkgs", "tool -> nobody");
        Path here = Path.of("").toAbsolutePath();
        mounted.put("pkgs", here.relativize(mounted.get("pkgs")));

        assertThat(StageGraph.check(trees(), Tree.AMD64)).singleElement().satisfies(d -> {
            assertThat(d.at().file()).startsWith("../").endsWith("of-pkgs/tool/pkg.yaml");
            assertThat(d.excerpt()).contains("  - stage: nobody");
        });
    }

    @Test
    void unknownTreeIsReportedWithTheOneThatWasMeant() {
        root("ext -> image:stage:pkg/module");
        mount("pkgs", "module");

        graphFails().hasMessage("""
                ext/pkg.yaml:4:5: there is no tree "pkg" to take "module" from
                      - image: stage:pkg/module
                        ^
                  hint: did you mean "pkgs"?""");
    }

    @Test
    void treeThatIsNotMountedIsReportedWithTheOptionThatMountsIt() {
        root("ext -> image:stage:pkgs/module");

        graphFails().hasMessageContaining("hint: mount it: --with pkgs=DIR, where DIR is the folder with its Pkgfile");
    }

    @Test
    void unknownPackageOfAMountedTreeIsReportedWithTheOneThatWasMeant() {
        root("ext -> pkgs/modul");
        mount("pkgs", "module");

        graphFails()
                .hasMessageContaining("ext/pkg.yaml:4:5: there is no package \"modul\" in the tree \"pkgs\"")
                .hasMessageContaining("hint: did you mean \"module\"?");
    }

    @Test
    void packageThatAnotherTreeHasIsPointedTo() {
        root("ext -> module");
        mount("pkgs", "module");

        graphFails().hasMessageContaining("hint: did you mean \"pkgs/module\"?");
    }

    @Test
    void unknownTargetsOfAllTreesAreReported() {
        root("app");
        mount("pkgs", "module");

        assertThatThrownBy(() -> graph("pkgs/nothing", "other/app", "app"))
                .hasMessageContaining("target \"pkgs/nothing\": there is no package \"nothing\" in the tree \"pkgs\"")
                .hasMessageContaining("target \"other/app\": there is no tree \"other\"");
    }

    @Test
    void cycleAcrossTreesIsNamedWhole() {
        root("ext -> a/x");
        mount("a", "x -> y\ny -> image:${OTHER}");
        mount("b", "z -> a/x");
        arguments.put("OTHER", "stage:b/z");

        graphFails()
                .hasMessageContaining("of-a/x/pkg.yaml:4:5: dependency cycle: a/x -> a/y -> b/z -> a/x")
                .hasMessageContaining("  - stage: y");
    }

    @Test
    void textThatNamesNoPackageIsReportedWhereItStands() {
        root("one -> a/b/c\ntwo -> image:stage:/x\nthree -> image:stage:pkgs/");

        assertThat(Tree.shown(trees().tree("", Tree.AMD64).diagnostics()))
                .containsExactly(
                        "one/pkg.yaml:4:12: \"a/b/c\" names no package: it takes PACKAGE, or TREE/PACKAGE for one of another tree",
                        "three/pkg.yaml:4:12: \"pkgs/\" names no package: it takes PACKAGE, or TREE/PACKAGE for one of another tree",
                        "two/pkg.yaml:4:12: \"/x\" names no package: it takes PACKAGE, or TREE/PACKAGE for one of another tree");
    }

    @Test
    void drawingTellsTreesApart() {
        root("app -> base, pkgs/base\nbase");
        mount("pkgs", "base");

        assertThat(DotWriter.write(graph("app")))
                .contains("\"app\" -> \"base\"")
                .contains("\"app\" -> \"pkgs/base\"");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> graphFails() {
        String first =
                trees().tree("", Tree.AMD64).packages().keySet().iterator().next();
        return assertThatThrownBy(() -> graph(first));
    }
}
