package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {

    private static final String PKG = "name: p\nvariant: scratch\n";

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void makeTree() {
        tree = new Tree(root);
    }

    private String variable(String name) {
        return tree.pkg("p").variables().getOrDefault(name, "(unset)");
    }

    @Test
    void deeperVariablesWin() {
        tree.file("vars.yaml", "A: root\nB: root\n")
                .file("x/vars.yaml", "A: x\n")
                .file("x/y/pkg.yaml", PKG);

        assertThat(variable("A")).isEqualTo("x");
        assertThat(variable("B")).isEqualTo("root");
    }

    @Test
    void variablesOfASiblingAreNotSeen() {
        tree.file("x/vars.yaml", "A: x\n").file("y/pkg.yaml", PKG);

        assertThat(variable("A")).isEqualTo("(unset)");
    }

    @Test
    void variablesFileSeesWhatLiesAboveItAndNotItself() {
        tree.file("vars.yaml", "A: root\n")
                .file("x/vars.yaml", "A: x\nB: '{{ .A }}'\n")
                .file("x/pkg.yaml", PKG);

        assertThat(variable("B")).isEqualTo("root");
    }

    @Test
    void variablesFileOverridesThePkgfileAndThatTheBuildArgumentsAndDefaults() {
        tree.buildArg("X", "arg")
                .file("Pkgfile", "format: v1alpha2\nvars:\n  BUILD_ARG_X: pkgfile\n  CFLAGS: -O0\n  VENDOR: me\n")
                .file("p/vars.yaml", "VENDOR: you\n")
                .file("p/pkg.yaml", PKG);

        assertThat(variable("BUILD_ARG_X")).isEqualTo("pkgfile");
        assertThat(variable("CFLAGS")).isEqualTo("-O0");
        assertThat(variable("VENDOR")).isEqualTo("you");
        assertThat(variable("SYSROOT")).isEqualTo("/talos");
    }

    @Test
    void pkgfileIsNoTemplate() {
        tree.file("Pkgfile", "# syntax = x\nformat: v1alpha2\nvars:\n  A: '{{ .ARCH }}'\n")
                .file("pkg.yaml", PKG);

        assertThat(variable("A")).isEqualTo("{{ .ARCH }}");
    }

    @Test
    void packageIsReadForThePlatformThatIsAskedFor() {
        tree.file("pkg.yaml", "name: p\nvariant: '{{ .ARCH }}'\n");

        assertThat(tree.load(Tree.ARM64).orThrow().packages().values())
                .singleElement()
                .satisfies(pkg -> assertThat(pkg.baseVariant()).isEqualTo("aarch64"));
    }

    @Test
    void faultyVariableDoesNotTakeTheOthersWithIt() {
        tree.file("vars.yaml", "A: [1]\nB: b\n").file("pkg.yaml", PKG);

        assertThat(tree.load().packages().values())
                .singleElement()
                .satisfies(pkg ->
                        assertThat(pkg.variables()).containsEntry("B", "b").doesNotContainKey("A"));
        assertThat(tree.problems()).containsExactly("vars.yaml:1:4: \"A\" must be a text, but this is a list");
    }
}
