package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.yaml.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PkgRulesTest {

    private static final String SHA256 = "a".repeat(64);
    private static final String SHA512 = "b".repeat(128);

    @TempDir
    Path root;

    /** A pkg.yaml and the one problem in it. */
    static List<Arguments> brokenRules() {
        String head = "name: a\nvariant: scratch\n";
        String dependency = head + "dependencies:\n  - ";
        String source = head + "finalize: [{from: /}]\nsteps:\n  - sources:\n      - url: https://x.org/a.tar\n";
        String finalized = head + "finalize: [{from: /}]\nsteps:\n  - ";
        String sums = "        sha256: " + SHA256 + "\n        sha512: " + SHA512 + "\n";
        return List.of(
                Arguments.of("variant: scratch", "1:1: the package has no \"name\""),
                Arguments.of("name:\nvariant: scratch", "1:1: the package has no \"name\""),
                Arguments.of("name: a", "1:1: the package has no \"variant\""),
                Arguments.of("name: ../a\nvariant: scratch", "1:7: \"../a\" cannot be a name"),
                Arguments.of("name: [a]\nvariant: scratch", "1:7: \"name\" must be a text, but this is a list"),
                Arguments.of("- a", "1:1: a package must be a mapping, but this is a list"),
                Arguments.of("", "1:1: the file is empty, but a package needs a name"),
                Arguments.of(head + "shell: bin/sh", "3:8: \"shell\" must be an absolute path, but \"bin/sh\" is not"),
                Arguments.of(
                        head + "buildPlatform: linux", "3:16: platform 'linux' is not of the form os/arch[/variant]"),
                Arguments.of(head + "install: gcc", "3:10: \"install\" must be a list, but this is a single value"),
                Arguments.of(
                        head + "install:\n  - [gcc]", "4:5: an item of \"install\" must be a text, but this is a list"),
                Arguments.of(dependency + "to: /", "4:5: a dependency has neither \"stage\" nor \"image\""),
                Arguments.of(dependency + "{stage: x, image: y}", "4:5: a dependency has both \"stage\" and \"image\""),
                Arguments.of(
                        dependency + "stage: x\n    to: rootfs",
                        "5:9: \"to\" must be an absolute path, but \"rootfs\" is not"),
                Arguments.of(dependency + "stage: x\n    from: /a/../b", "5:11: \"from\" \"/a/../b\" contains \"..\""),
                Arguments.of(dependency + "stage: x\n    runtime: 1", "5:14: \"runtime\" must be true or false"),
                Arguments.of(
                        dependency + "stage: x\n    platform: windows/amd64",
                        "5:15: platform windows/amd64 is not a Linux platform"),
                Arguments.of(dependency + "image: a b", "4:12: \"a b\" is not an image reference"),
                Arguments.of(
                        head + "steps:\n  - build: [make]",
                        "4:3: the package has steps but no \"finalize\", so its image would be empty"),
                Arguments.of(
                        head + "finalize:\n  - from: rootfs",
                        "4:11: \"from\" must be an absolute path, but \"rootfs\" is not"),
                Arguments.of(
                        head + "x-kiln: {image: {env: {1A: x}}}",
                        "3:23: \"1A\" cannot be the name of an environment variable"),
                Arguments.of(
                        head + "x-kiln: {image: {workingDir: a}}",
                        "3:30: \"workingDir\" must be an absolute path, but \"a\" is not"),
                Arguments.of(
                        head + "x-kiln: {image: {entrypoint: /bin/a}}",
                        "3:30: \"entrypoint\" must be a list, but this is a single value"),
                Arguments.of(finalized + "network: hots", "5:14: network mode \"hots\" is not known"),
                Arguments.of(
                        finalized + "cachePaths: [.cache]",
                        "5:18: a cache path must be an absolute path, but \".cache\" is not"),
                Arguments.of(
                        finalized + "env: [a]",
                        "5:10: \"env\" must be a mapping of names to texts, but this is a list"),
                Arguments.of(
                        finalized + "env: {a: 2024-01-01}", "5:14: \"a\" must be a text, but 2024-01-01 is a date"),
                Arguments.of(
                        finalized + "env: {\"a=b\": c}", "5:10: \"a=b\" cannot be the name of an environment variable"),
                Arguments.of(
                        finalized + "build: [\"a\\0b\"]",
                        "5:13: an item of \"build\" contains a NUL character, which no program can be given"),
                Arguments.of(finalized + "sbom: {name: x}", "5:11: \"sbom\" has no \"outputPath\""),
                Arguments.of(source + sums, "6:9: a source has no \"destination\""),
                Arguments.of(
                        source + "        destination: /etc/passwd\n" + sums,
                        "7:22: \"destination\" \"/etc/passwd\" is absolute"),
                Arguments.of(
                        source + "        destination: a/../../b\n" + sums,
                        "7:22: \"destination\" \"a/../../b\" leads out of the working directory of the step"),
                Arguments.of(
                        source + "        destination: a.tar\n        sha512: " + SHA512,
                        "6:9: a source has no \"sha256\""),
                Arguments.of(
                        source + "        destination: a.tar\n        sha256: abc\n        sha512: " + SHA512,
                        "8:17: \"sha256\" must be 64 hexadecimal digits, but this is 3 of them"),
                Arguments.of(
                        source.replace("https://x.org/a.tar", "x.org/a.tar") + "        destination: a\n" + sums,
                        "6:14: \"x.org/a.tar\" is not a URL that can be fetched"),
                Arguments.of(head + "steps: {a: b}", "3:8: \"steps\" must be a list, but this is a mapping"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void brokenRuleIsReportedWhereItWasWritten(String text, String problem) {
        Tree tree = new Tree(root).file("dir/pkg.yaml", text);

        assertThat(tree.problems()).containsExactly("dir/pkg.yaml:" + problem);
        assertThat(tree.load().hasErrors()).isTrue();
    }

    @Test
    void unknownKeyIsAWarningThatSaysWhatWasMeant() {
        Tree tree = new Tree(root).file("a/pkg.yaml", """
                name: a
                variant: scratch
                finalize:
                  - from: /
                steps:
                  - sources:
                      - url: https://x.org/a.tar
                        destination: a.tar
                        sha256: %s
                        sha521: %s
                """.formatted(SHA256, SHA512));

        List<Diagnostic> problems = tree.load().diagnostics();

        assertThat(Tree.shown(problems))
                .containsExactly(
                        "a/pkg.yaml:7:9: a source has no \"sha512\"",
                        "a/pkg.yaml:10:9: unknown key \"sha521\" in a source");
        assertThat(problems.get(1).severity()).isEqualTo(Diagnostic.Severity.WARNING);
        assertThat(problems.get(1).hint()).contains("did you mean \"sha512\"?");
    }

    @Test
    void strictMakesAnErrorOfAnUnknownKey() {
        Tree tree = new Tree(root).file("a/pkg.yaml", "name: a\nvariant: scratch\nshel: /bin/sh\n");

        assertThat(tree.load().hasErrors()).isFalse();
        assertThat(tree.loadStrict().hasErrors()).isTrue();
    }

    @Test
    void secondDependencyOfTheSamePlaceIsSaidToHaveNoEffect() {
        Tree tree = new Tree(root).file("a/pkg.yaml", """
                name: a
                variant: scratch
                dependencies:
                  - stage: b
                    from: /x
                  - stage: b
                    from: /y
                """);

        assertThat(tree.problems())
                .containsExactly("a/pkg.yaml:6:5: this dependency has no effect: the one on line 4"
                        + " already puts the same content at /");
    }

    @Test
    void allProblemsOfATreeAreReportedAtOnce() {
        Tree tree = new Tree(root)
                .file("Pkgfile", "format: v2\n")
                .file("a/pkg.yaml", "name: a\n")
                .file("b/pkg.yaml", "a: b: c")
                .file("b/vars.yaml", "x: [1]")
                .file("c/pkg.yaml", "name: c\nvariant: scratch\nshell: sh\nsteps: 1\n");

        assertThat(tree.problems()).hasSize(6);
    }
}
