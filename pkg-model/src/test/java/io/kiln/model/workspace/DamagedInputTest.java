package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.kiln.model.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedInputTest {

    private static final String PKG = """
            name: full
            variant: alpine
            install: [gcc, make]
            dependencies:
              - stage: base
                platform: linux/arm64
                runtime: true
              - image: "x.org/${Y}:{{ .ARCH }}"
            steps:
              - sources:
                  - url: https://x.org/{{ .ARCH }}.tar
                    destination: a.tar
                    sha256: {{ .BUILD_ARG_S }}
                    sha512: &s 2024-01-01
                env: {VERSION: 1.10, <<: {B: *s}}
                prepare:
                  - |
                    cd a
            finalize: [{from: /rootfs, to: /}]
            """;

    /** Pieces that mean something to the template engine or to YAML. */
    private static final List<String> PIECES = List.of(
            "{{", "}}", "{", "}", "[", "]", ": ", "- ", "\n", "\t", "&a ", "*a", "!!int ", "!<", "\"", "'", "|", "<<: ",
            "---\n", "...\n", "\0", "\u001b", "%", "@", "null", "\uFEFF", "\u00e9", "${", "..", "/", "? ");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedPackageIsReportedAndNeverThrows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(PKG);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
                text.insert(Math.min(at, text.length()), PIECES.get(random.nextInt(PIECES.size())));
            }
            assertThatCode(() -> read(text.toString()))
                    .as("seed %d, round %d:%n%s", seed, i, text)
                    .doesNotThrowAnyException();
        }
    }

    private static void read(String text) {
        WorkspaceOptions options = new WorkspaceOptions(Tree.AMD64, Map.of(), false);
        Problems problems = new Problems(false);
        problems.texts().put("pkg.yaml", text);
        Map<String, String> variables = StepEnvironment.of(Tree.AMD64);
        new GoTextRenderer()
                .render("pkg.yaml", "pkg.yaml", text.getBytes(StandardCharsets.UTF_8), variables, problems)
                .flatMap(file -> RenderedTexts.yaml(file, problems))
                .ifPresent(root -> new PkgReader(options, problems)
                        .read(root, new PackageSource("", Path.of("."), variables, Optional.empty(), List.of())));
        problems.all().forEach(d -> d.render());
    }
}
