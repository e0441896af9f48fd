package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The example system reads its configuration as a real YAML parser does, or says what it does not know. */
class YamlAwkTest {
    private static final Path READER = Repository.OS.resolve("initramfs/machine/yaml.awk");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\nb:\n  c: two words\n  d: 'it''s'\n",
                "machine:\n  kernel:\n    modules:\n      - name: hello-module\n        parameters:\n          - times=3\n"
                        + "          - greeting=\"a b\"\n      - name: sctp\n  install:\n    disk: /dev/vda\n",
                "list:\n- one\n- two # a comment\n-   key: value\n    other: 1\nnext: x#y\n",
                "- - a\n  - b\n- - c\n",
                "text: |\n  first: line\n\n    second\n  # no comment\nafter: 1\n",
                "kept: |+\n  a\n\nstripped: |-\n  b\n\nlast: >\n  folded\n  line\n\n  next\n    deeper\n  end\n",
                "- |\n  in a list\n- plain\n",
                "quoted: \"tab \\t, quote \\\", backslash \\\\\"\n\"key : 1\": value\n'other': v\n",
                "escapes: \"a\\r\\n\\x41 \\u000d \\u00e9 \\u20ac\"\n",
                "flow: [a, 'b, c', \"d]\", e f]\nempty: []\nmap: {}\nnothing:\nreal: x\n",
                "---\na: 1\n---\nb: 2\n...\n---\n- c\n",
                "# only\n\n---\n# a document\nkey: value with:colon\nurl: https://example.com:5005/x\n",
                "a:\n  b:\n    c: 1\n  d: 2\ne: -1\nf: -x\n",
                "a: 1\r\nb:\r\n  - c\r\n",
                "",
                "empty:\n  - \n  - x\n"
            })
    void sameScalarsAsARealParser(String yaml) throws Exception {
        List<String> expected = new ArrayList<>();
        int document = 0;
        for (Object root : new Load(LoadSettings.builder().build()).loadAllFromString(yaml.replace("\r", ""))) {
            flatten(Integer.toString(document++), root, expected);
        }

        assertThat(flattened(yaml).expectSuccess().output())
                .isEqualTo(expected.stream().map(line -> line + "\n").collect(Collectors.joining()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\nb: &anchor\n  c: 1\n",
                "a: 1\nb: *anchor\n",
                "a: 1\nb: {c: d}\n",
                "a: 1\nb: !tag c\n",
                "a: 1\n\tb: 1\n",
                "a: 1\nneither\n",
                "a: 1\nb: \"open\n",
                "a: 1\nb: [c, [d]]\n",
                "a: 1\n   b: 2\n"
            })
    void whatIsNotKnownIsNamedWithItsLine(String yaml) throws Exception {
        Command.Result run = flattened(yaml);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("line 2: ");
    }

    @Test
    void layersThatTheImagerListsAreRead() throws Exception {
        assertThat(flattened("""
                        layers:
                            - image: 00.sqsh
                              metadata:
                                name: hello
                                version: "1"
                                description: "several\\nlines: of text"
                                compatibility: {}
                        """).expectSuccess().output()).isEqualTo("""
                        0.layers.0.image\t00.sqsh
                        0.layers.0.metadata.name\thello
                        0.layers.0.metadata.version\t1
                        0.layers.0.metadata.description\tseveral\\nlines: of text
                        """);
    }

    private Command.Result flattened(String yaml) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("file.yaml"), yaml);
        return Command.of(directory, "/bin/busybox", "awk", "-f", READER, file).run();
    }

    private static void flatten(String path, Object node, List<String> lines) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> flatten(path + "." + key, value, lines));
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(path + "." + i, list.get(i), lines);
            }
        } else if (node != null && !node.toString().isEmpty()) {
            lines.add(path + "\t"
                    + node.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
        }
    }
}
