package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    @TempDir
    Path tree;

    @Test
    void allThatIsWrongIsSaidAtOnceWithItsPlace() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("typo/pkg.yaml", """
                name: typo
                variant: scratch
                steps:
                  - sources:
                      - url: https://example.com/a.tar.gz
                        destination: a.tar.gz
                        sha256: %s
                        sha521: x
                finalize: [{from: /, to: /}]
                """.formatted("0".repeat(64)));
        write("type/pkg.yaml", "name: type\nvariant: scratch\nsteps: no\n");
        write("one/pkg.yaml", "name: twice\nvariant: scratch\n");
        write("two/pkg.yaml", "name: twice\nvariant: scratch\n");
        write("template/pkg.yaml", "name: template\nvariant: scratch\ninstall:\n  - {{ nosuchfunction }}\n");
        KilnRun run = KilnRun.of("validate", "--root", tree.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("typo/pkg.yaml:8:9: warning:")
                .contains("sha512")
                .contains("type/pkg.yaml:3:8: ")
                .contains("package \"twice\" already exists, duplicate in dirs \"one\" and \"two\"")
                .contains("template/pkg.yaml:4:")
                .doesNotContain("\tat ");
    }

    @Test
    void unknownStagesAndCyclesAreErrors() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\ndependencies: [{stage: b}]\n");
        write("b/pkg.yaml", "name: b\nvariant: scratch\ndependencies: [{stage: a}, {stage: nobody}]\n");
        KilnRun run = KilnRun.of("validate", "--root", tree.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a -> b -> a").contains("b/pkg.yaml:3:").contains("nobody");
    }

    @Test
    void aBuildAndAGraphSayAllThatValidateWouldSay() throws IOException {
        write("a/pkg.yaml", "name: a\nvariant: scratch\ndependencies: [{stage: nobody}]\n");
        write("b/pkg.yaml", "name: b\nvariant: scratch\nsteps: no\n");
        for (String command : List.of("build c", "graph --target c")) {
            KilnRun run = KilnRun.of((command + " --root " + tree).split(" "));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("nobody").contains("b/pkg.yaml:3:").contains("target \"c\"");
        }
    }

    @Test
    void aTreeInOrderIsCounted() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\n");
        KilnRun run = KilnRun.of("validate", "--root", tree.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("1 package is in order\n");
    }

    @Test
    void strictMakesAWarningAnError() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\nvarient: x\n");
        assertThat(KilnRun.of("validate", "--root", tree.toString()).exitCode()).isZero();
        assertThat(KilnRun.of("validate", "--strict", "--root", tree.toString()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void renderWritesWhatCanBeRenderedAndReportsTheRest() throws IOException {
        write("Pkgfile", "format: v1alpha2\nvars: {V: 1.10}\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\n# {{ .V }}\n");
        write("a/good.txt.tmpl", "{{ .V }}\n");
        write("a/bad.txt.tmpl", "{{ .V | nosuchfunction }}\n");
        Path output = tree.resolveSibling(tree.getFileName() + "-out");
        KilnRun run = KilnRun.of("render", "--all", "--output", output.toString(), "--root", tree.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a/bad.txt.tmpl:1:");
        assertThat(output.resolve("a/good.txt")).hasContent("1.10\n");
        assertThat(output.resolve("a/pkg.yaml")).content().contains("# 1.10");
        assertThat(output.resolve("a/bad.txt")).doesNotExist();
    }

    @Test
    void renderDoesNotWriteAmongTheTemplates() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\n# {{ .ARCH }}\n");
        for (String output : new String[] {"", "rendered"}) {
            KilnRun run = KilnRun.of(
                    "render", "--all", "--output", tree.resolve(output).toString(), "--root", tree.toString());
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("--output");
        }
        assertThat(tree.resolve("a/pkg.yaml")).content().contains("{{ .ARCH }}");
        assertThat(KilnRun.of(
                                "render",
                                "--all",
                                "--output",
                                tree.resolve("_out/r").toString(),
                                "--root",
                                tree.toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void renderPrintsOneFile() throws IOException {
        write("Pkgfile", "format: v1alpha2\nvars: {V: 1.10}\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\n# {{ .V }} {{ .ARCH }}\n");
        KilnRun run = KilnRun.of(
                "render",
                tree.resolve("a/pkg.yaml").toString(),
                "--root",
                tree.toString(),
                "--platform",
                "linux/arm64");
        assertThat(run.out()).isEqualTo("name: a\nvariant: scratch\n# 1.10 aarch64\n");
    }

    @Test
    void graphDrawsStagesAndImages() throws IOException {
        write("Pkgfile", "format: v1alpha2\n");
        write("a/pkg.yaml", "name: a\nvariant: scratch\ndependencies: [{stage: b, runtime: true}]\n");
        write(
                "b/pkg.yaml",
                "name: b\nvariant: scratch\ndependencies: [{image: 'example.com/x:1@sha256:" + "0".repeat(64)
                        + "'}]\n");
        KilnRun run = KilnRun.of("graph", "--root", tree.toString());
        assertThat(run.out())
                .contains("\"a\" -> \"b\"")
                .contains("forestgreen")
                .contains("\"example.com/x:1\"")
                .contains("lemonchiffon");
    }

    @Test
    void mountedTreesAreCheckedAndCountedWithTheRoot() throws IOException {
        write("root/Pkgfile", "format: v1alpha2\n");
        write("root/a/pkg.yaml", "name: a\nvariant: scratch\ndependencies: [{stage: pkgs/b}]\n");
        write("pkgs/b/pkg.yaml", "name: b\nvariant: scratch\n");
        assertThat(validateWith("pkgs=" + tree.resolve("pkgs")).out()).isEqualTo("2 packages are in order\n");
        write("pkgs/c/pkg.yaml", "name: c\nvariant: scratch\ndependencies: [{stage: nobody}]\n");
        assertThat(validateWith("pkgs=" + tree.resolve("pkgs")).err())
                .contains(tree.resolve("pkgs") + "/c/pkg.yaml:3:")
                .contains("there is no package \"nobody\" in the tree \"pkgs\"");
    }

    @Test
    void aMountThatCannotBeUsedIsOneSentence() throws IOException {
        write("root/Pkgfile", "format: v1alpha2\n");
        write("pkgs/Pkgfile", "format: v1alpha2\n");
        String pkgs = tree.resolve("pkgs").toString();
        assertThat(validateWith("pkgs=" + tree.resolve("nowhere")).err()).contains("there is no folder");
        assertThat(validateWith("pkgs").err()).contains("--with takes NAME=VALUE");
        assertThat(validateWith("a/b=" + pkgs).err()).contains("'a/b' cannot be the name of a tree");
        assertThat(validateWith("me=" + tree.resolve("root")).err()).contains("--root has it already");
        assertThat(validateWith("pkgs=" + pkgs, "pkgs=" + tree.resolve("root")).err())
                .contains("'pkgs' is the name of " + pkgs + " already");
        assertThat(validateWith("pkgs=" + pkgs, "too=" + pkgs + "/../pkgs").err())
                .contains("it is mounted as 'pkgs' already");
    }

    private KilnRun validateWith(String... mounts) {
        List<String> arguments = new ArrayList<>(
                List.of("validate", "--root", tree.resolve("root").toString()));
        for (String mount : mounts) {
            arguments.addAll(List.of("--with", mount));
        }
        return KilnRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void anUnknownCommandOrOptionIsOneSentence() {
        KilnRun run = KilnRun.of("biuld");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("biuld").doesNotContain("\tat ");
    }

    private void write(String path, String content) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
