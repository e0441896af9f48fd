package io.kiln.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.StageName;
import io.kiln.model.workspace.Tree;
import io.kiln.model.workspace.Trees;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotWriterTest {

    @TempDir
    Path root;

    @Test
    void imagesAreColouredAndRuntimeEdgesAreBold() {
        Tree tree = GraphText.write(root, """
                app -> zlib(runtime), image:x.org/base:v1@sha256:12
                zlib -> hidden
                hidden -> image:unseen
                """);
        tree.file("hidden/vars.yaml", "GRAPH_IGNORE: true\n");

        assertThat(DotWriter.write(
                        StageGraph.resolve(Trees.of(tree::load), List.of(StageName.parse("app")), Tree.AMD64)))
                .isEqualTo("""
                        digraph packages {
                          "zlib" [shape=box];
                          "app" [shape=box];
                          "image x.org/base:v1" [label="x.org/base:v1", shape=box, style=filled, fillcolor=lemonchiffon];
                          "app" -> "zlib" [style=bold, color=forestgreen];
                          "app" -> "image x.org/base:v1";
                        }
                        """);
    }

    @Test
    void stagesOfSeveralPlatformsAreToldApart() {
        Tree tree = GraphText.write(root, "app -> tool(platform=linux/arm64)\ntool");

        assertThat(DotWriter.write(
                        StageGraph.resolve(Trees.of(tree::load), List.of(StageName.parse("app")), Tree.AMD64)))
                .contains("\"app (linux/amd64)\" -> \"tool (linux/arm64)\"");
    }
}
