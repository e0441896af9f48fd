package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.Instruction;
import io.kiln.model.NetworkMode;
import io.kiln.model.Phase;
import io.kiln.model.Pkg;
import io.kiln.model.Pkgfile;
import io.kiln.model.Step;
import io.kiln.model.TemplatedFile;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

    private static final String PKG = "name: %s\nvariant: scratch\n";

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void makeTree() {
        tree = new Tree(root);
    }

    @Test
    void everyFieldOfAPackageIsRead() {
        tree.file("deep/er/pkg.yaml", """
                name: full
                variant: alpine
                install: [gcc, make]
                shell: /bin/bash
                buildPlatform: linux/arm64
                dependencies:
                  - stage: base
                    from: /a
                    to: /b
                    platform: linux/arm/v7
                    runtime: true
                  - image: x.org/y:1
                steps:
                  - sources:
                      - url: https://x.org/{{ .ARCH }}.tar
                        destination: sub/a.tar
                        sha256: AA%s
                        sha512: %s
                    env: {VERSION: 1.10}
                    cachePaths: [/.cache]
                    network: default
                    prepare:
                      - tar xf a.tar
                      - |
                        cd a
                        ./configure
                    test: [make test]
                    sbom:
                      outputPath: /rootfs/a.spdx.json
                      name: a
                      version: 2.50
                      cpes: [c]
                      purl: p
                      licenses: [MIT]
                finalize:
                  - from: /rootfs
                    to: /
                """.formatted("b".repeat(62), "c".repeat(128)));

        Pkg pkg = tree.pkg("full");
        assertThat(pkg.baseVariant()).isEqualTo("alpine");
        assertThat(pkg.install()).containsExactly("gcc", "make");
        assertThat(pkg.shell()).isEqualTo("/bin/bash");
        assertThat(pkg.buildPlatform()).contains(Tree.ARM64);
        assertThat(pkg.directory()).isEqualTo("deep/er");
        assertThat(pkg.contextDirectory()).isEqualTo(root.resolve("deep/er"));
        assertThat(pkg.at()).isEqualTo(new Position("deep/er/pkg.yaml", 1, 7));
        assertThat(pkg.dependencies())
                .extracting(Object::toString)
                .satisfiesExactly(
                        stage -> assertThat(stage).contains("base", "from=/a", "to=/b", "linux", "v7", "runtime=true"),
                        image -> assertThat(image).contains("x.org/y:1", "from=/", "to=/", "runtime=false"));
        assertThat(pkg.finalizes())
                .singleElement()
                .satisfies(f -> assertThat(f.from()).isEqualTo("/rootfs"));
        Step step = pkg.steps().get(0);
        assertThat(step.sources()).singleElement().satisfies(source -> {
            assertThat(source.url()).isEqualTo("https://x.org/x86_64.tar");
            assertThat(source.sha256()).startsWith("aab");
        });
        assertThat(step.env()).containsExactly(Map.entry("VERSION", "1.10"));
        assertThat(step.cachePaths()).containsExactly("/.cache");
        assertThat(step.network()).isEqualTo(NetworkMode.DEFAULT);
        assertThat(step.instructions(Phase.PREPARE))
                .containsExactly(
                        new Instruction("tar xf a.tar", new Position("deep/er/pkg.yaml", 23, 9)),
                        new Instruction("cd a\n./configure\n", new Position("deep/er/pkg.yaml", 24, 9)));
        assertThat(step.instructions(Phase.BUILD)).isEmpty();
        assertThat(step.sbom())
                .hasValueSatisfying(sbom -> assertThat(sbom.version()).isEqualTo("2.50"));
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        tree.file("pkg.yaml", PKG.formatted("p") + "steps: [{}]\nfinalize: [{}]\n");

        Pkg pkg = tree.pkg("p");
        assertThat(pkg.shell()).isEqualTo("/bin/sh");
        assertThat(pkg.directory()).isEmpty();
        assertThat(pkg.steps().get(0).network()).isEqualTo(NetworkMode.NONE);
        assertThat(pkg.finalizes().get(0).from()).isEqualTo("/");
    }

    @Test
    void hiddenDirectoriesAndOutputAreNotWalked() {
        tree.file("a/pkg.yaml", PKG.formatted("a"))
                .file(".git/pkg.yaml", PKG.formatted("git"))
                .file("a/.x/pkg.yaml", PKG.formatted("x"))
                .file("_out/pkg.yaml", PKG.formatted("out"));

        assertThat(tree.load().orThrow().packages()).containsOnlyKeys("a");
    }

    @Test
    void treeWhoseOwnNameStartsWithADotIsWalked() {
        Tree hidden = new Tree(root.resolve(".tree")).file("a/pkg.yaml", PKG.formatted("a"));

        assertThat(hidden.load().orThrow().packages()).containsOnlyKeys("a");
    }

    @Test
    void packageThatExistsTwiceIsNamedWithBothDirectories() {
        tree.file("b/pkg.yaml", PKG.formatted("x")).file("a/pkg.yaml", PKG.formatted("x"));

        assertThat(tree.problems())
                .containsExactly("b/pkg.yaml:1:7: package \"x\" already exists, duplicate in dirs \"a\" and \"b\"");
    }

    @Test
    void templateBelongsToTheClosestPackageAndSeesItsVariables() {
        tree.file("vars.yaml", "V: root\n")
                .file("a/pkg.yaml", PKG.formatted("p"))
                .file("a/x/vars.yaml", "V: between\n")
                .file("a/x/manifest.yaml.tmpl", "v={{ .V }}")
                .file("a/b/pkg.yaml", PKG.formatted("q"))
                .file("a/b/f.tmpl", "");

        assertThat(tree.pkg("p").templatedFiles()).singleElement().satisfies(file -> {
            assertThat(file.path()).isEqualTo("x/manifest.yaml");
            assertThat(new String(file.content(), StandardCharsets.UTF_8)).isEqualTo("v=root");
        });
        assertThat(tree.pkg("q").templatedFiles())
                .extracting(TemplatedFile::path)
                .containsExactly("f");
    }

    @Test
    void templateThatBelongsToNoPackageIsAWarning() {
        tree.file("docs/f.tmpl", "x");

        assertThat(tree.load().hasErrors()).isFalse();
        assertThat(tree.problems())
                .containsExactly("docs/f.tmpl: belongs to no package, so nothing is made of this template");
    }

    @Test
    void templateErrorIsReportedAtItsPlaceInTheFile() {
        tree.file("pkg.yaml", PKG.formatted("p") + "shell: {{ nosuch }}\n").file("f.tmpl", "a\nb {{ .X | substr }}\n");

        assertThat(tree.load().diagnostics())
                .satisfiesExactly(
                        template -> assertThat(template.at().toString()).startsWith("f.tmpl:2:"), pkg -> {
                            assertThat(pkg.at().toString()).startsWith("pkg.yaml:3");
                            assertThat(pkg.message()).contains("nosuch");
                            assertThat(pkg.excerpt()).contains("shell: {{ nosuch }}");
                        });
    }

    @Test
    void problemBehindATemplateActionIsReportedWhereTheUserWroteIt() {
        tree.file("pkg.yaml", """
                {{ if eq .ARCH "x86_64" }}
                {{- /* two lines vanish */ -}}
                {{ end -}}
                name: p
                variant: scratch
                shell: {{ .ARCH }}/sh
                """);

        assertThat(tree.problems())
                .containsExactly("pkg.yaml:6:11: \"shell\" must be an absolute path, but \"x86_64/sh\" is not");
    }

    @Test
    void fileThatIsNotUtf8IsReportedWhereItStops() {
        tree.file("pkg.yaml", "name: p\nvariant: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(tree.problems()).containsExactly("pkg.yaml:2:10: the file is not UTF-8 (byte 0xE9)");
    }

    @Test
    void templateThatCutsACharacterInTwoIsReported() {
        tree.file("pkg.yaml", "name: p\nvariant: {{ substr 0 1 \"\u00e9\" }}\n");

        assertThat(tree.load().diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.message()).isEqualTo("the text is not UTF-8 after templating (byte 0xC3)");
            assertThat(d.at().line()).isEqualTo(2);
        });
    }

    @Test
    void variableThatIsNotSetIsNamedAsTheReason() {
        tree.file("pkg.yaml", "name: p-{{ .NOSUCH }}\nvariant: scratch\n");

        assertThat(tree.load().diagnostics())
                .singleElement()
                .satisfies(d -> assertThat(d.hint()).contains("a variable in it is not set"));
    }

    @Test
    void fileThatIsTooLargeIsNotRead() {
        tree.file("pkg.yaml", new byte[TreeFiles.LARGEST + 1]);

        assertThat(tree.problems())
                .containsExactly("pkg.yaml: is larger than 4 MiB, which no file of a tree needs to be");
    }

    @Test
    void linkThatLeadsOutOfTheTreeIsNotFollowed(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret"), PKG.formatted("p"));
        Files.createSymbolicLink(root.resolve("pkg.yaml"), outside.resolve("secret"));

        assertThat(tree.problems()).containsExactly("pkg.yaml: is a symbolic link that leads out of the tree");
    }

    @Test
    void linkToAnotherFileOfTheTreeIsFollowed() throws IOException {
        tree.file("shared/p", PKG.formatted("p"));
        Files.createSymbolicLink(root.resolve("pkg.yaml"), Path.of("shared/p"));

        assertThat(tree.load().orThrow().packages()).containsOnlyKeys("p");
    }

    @Test
    void directoryInPlaceOfAFileIsReported() throws IOException {
        tree.file("pkg.yaml/x", "");
        Files.createSymbolicLink(root.resolve("vars.yaml"), Path.of("pkg.yaml"));

        assertThat(tree.problems()).containsExactly("vars.yaml: is not a regular file");
    }

    @Test
    void rootThatDoesNotExistIsReported() {
        Workspace workspace = new Tree(root.resolve("nowhere")).load();

        assertThat(workspace.hasErrors()).isTrue();
        assertThat(workspace.diagnostics().get(0).message()).isEqualTo("there is no such directory");
    }

    @Test
    void imageVariablesComeFromBuildArgumentsAndThenTheEnvironment() {
        tree.buildArg("A", "arg")
                .environment("A", "env")
                .environment("B", "env")
                .file("pkg.yaml", PKG.formatted("p") + "dependencies:\n  - image: \"x/${A}:${B}\"\n");

        assertThat(tree.pkg("p").dependencies().get(0).image()).contains("x/arg:env");
    }

    @Test
    void imageVariableThatIsNotSetIsAnError() {
        tree.file("pkg.yaml", PKG.formatted("p") + "dependencies:\n  - image: \"${PKG_IMAGE}\"\n");

        assertThat(tree.problems()).containsExactly("pkg.yaml:4:12: ${PKG_IMAGE} in the image reference is not set");
    }

    @Test
    void pkgfileGivesVariablesLabelsAndSettingsOfKiln() {
        tree.file("Pkgfile", """
                # syntax = ghcr.io/x/y:v1
                format: v1alpha2
                vars:
                  version: 1.10
                labels:
                  org.opencontainers.image.source: https://x.org
                x-kiln:
                  baseImages:
                    debian: x.org/debian:12
                  allowPrivateKeys:
                    - path: /etc/test.pem
                      reason: a test key
                """);

        assertThat(tree.load().orThrow().pkgfile())
                .isEqualTo(new Pkgfile(
                        Map.of("version", "1.10"),
                        Map.of("org.opencontainers.image.source", "https://x.org"),
                        Map.of("debian", "x.org/debian:12"),
                        Map.of("/etc/test.pem", "a test key")));
    }

    @Test
    void pkgfileMustSayItsFormatAndNameReasons() {
        tree.file("Pkgfile", "x-kiln:\n  allowPrivateKeys:\n    - path: /a\n  baseImage: {}\n");

        assertThat(tree.problems())
                .containsExactly(
                        "Pkgfile:1:1: the Pkgfile does not say its format",
                        "Pkgfile:3:7: an exception for a private key has no \"reason\"",
                        "Pkgfile:4:3: unknown key \"baseImage\" in \"x-kiln\"");
    }

    @Test
    void emptyPkgfileIsReportedButAMissingOneIsNot() {
        assertThat(tree.problems()).isEmpty();
        assertThat(tree.file("Pkgfile", "").problems())
                .containsExactly("Pkgfile:1:1: the Pkgfile does not say its format");
    }

    @Test
    void orThrowCarriesEveryDiagnostic() {
        tree.file("a/pkg.yaml", "name: a\n").file("b/pkg.yaml", "name: b\n");

        assertThatThrownBy(() -> tree.load().orThrow())
                .isInstanceOfSatisfying(
                        DiagnosticException.class,
                        e -> assertThat(e.diagnostics()).hasSize(2));
    }

    @Test
    void packagesAreListedByNameWhateverTheirDirectories() {
        tree.file("a/pkg.yaml", PKG.formatted("z")).file("b/pkg.yaml", PKG.formatted("y"));

        assertThat(List.copyOf(tree.load().packages().keySet())).containsExactly("y", "z");
    }
}
