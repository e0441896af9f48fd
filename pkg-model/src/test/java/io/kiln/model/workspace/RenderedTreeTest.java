package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderedTreeTest {

    @TempDir
    Path root;

    private Tree tree;

    @BeforeEach
    void makeTree() {
        tree = new Tree(root)
                .file("vars.yaml", "V: 1.10\n")
                .file("p/vars.yaml", "W: '{{ .V }}'\n")
                .file("p/pkg.yaml", "name: p # {{ .W }}\n")
                .file("p/files/manifest.yaml.tmpl", "version: {{ .W }}\n")
                .file("p/plain.txt", "{{ .W }}");
    }

    private static Map<String, String> texts(RenderedTree rendered) {
        return rendered.files().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> new String(e.getValue(), StandardCharsets.UTF_8)));
    }

    @Test
    void everyTemplatedFileIsThereUnderItsOwnPath() {
        RenderedTree rendered = RenderedTree.of(root, tree.options());

        assertThat(texts(rendered))
                .containsOnly(
                        Map.entry("vars.yaml", "V: 1.10\n"),
                        Map.entry("p/vars.yaml", "W: '1.10'\n"),
                        Map.entry("p/pkg.yaml", "name: p # 1.10\n"),
                        Map.entry("p/files/manifest.yaml", "version: 1.10\n"));
        assertThat(rendered.diagnostics()).isEmpty();
    }

    @Test
    void filesThatFailAreReportedTogetherAndTheOthersAreStillThere() {
        tree.file("p/a.tmpl", "{{ nosuch }}").file("p/b.tmpl", "{{ if }}");

        RenderedTree rendered = RenderedTree.of(root, tree.options());

        assertThat(rendered.files()).hasSize(4);
        assertThat(rendered.diagnostics()).hasSize(2);
    }

    @Test
    void oneFileIsRenderedWithoutLookingAtTheRest() {
        tree.file("p/bad.tmpl", "{{ nosuch }}").file("other/vars.yaml", "a: [");

        RenderedTree rendered = RenderedTree.ofFile(root, "./p/files/manifest.yaml.tmpl", tree.options());

        assertThat(texts(rendered)).containsOnly(Map.entry("p/files/manifest.yaml", "version: 1.10\n"));
        assertThat(rendered.diagnostics()).isEmpty();
    }

    @Test
    void variablesFileCanBeRenderedAlone() {
        assertThat(texts(RenderedTree.ofFile(root, "p/vars.yaml", tree.options())))
                .containsOnly(Map.entry("p/vars.yaml", "W: '1.10'\n"));
    }

    @Test
    void fileThatIsNotRenderedIsAnError() {
        assertThat(Tree.shown(
                        RenderedTree.ofFile(root, "p/plain.txt", tree.options()).diagnostics()))
                .containsExactly("p/plain.txt: is not a file of the tree that is rendered");
    }

    @Test
    void twoFilesThatBecomeTheSamePathAreAnError() {
        tree.file("p/pkg.yaml.tmpl", "x");

        RenderedTree rendered = RenderedTree.of(root, tree.options());

        assertThat(Tree.shown(rendered.diagnostics()))
                .containsExactly("p/pkg.yaml.tmpl: another file is rendered to the same path");
        assertThat(texts(rendered)).containsEntry("p/pkg.yaml", "name: p # 1.10\n");
    }
}
