package io.kiln.model.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtensionManifestTest {

    private static final String GOOD = """
            version: v1alpha1
            metadata:
              name: hello-module
              version: 0.1
              author: Someone
              description: |
                Says hello.
              compatibility:
                talos:
                  version: ">= v1.10.0"
            """;

    private final Problems problems = new Problems(false);

    @Test
    void aManifestIsReadAndAFloatStaysTheTextThatItIs() {
        ExtensionManifest manifest = read(GOOD).orElseThrow();

        assertThat(problems.all()).isEmpty();
        assertThat(manifest.name()).isEqualTo("hello-module");
        assertThat(manifest.version()).isEqualTo("0.1");
        assertThat(manifest.description()).isEqualTo("Says hello.\n");
        assertThat(manifest.talos().orElseThrow().accepts(TalosVersion.parse("v1.10.0-alpha.1")))
                .isTrue();
        assertThat(manifest.talosAt()).hasToString("hello/manifest.yaml:10:16");
    }

    @Test
    void aManifestWithoutConstraintIsForEveryTalos() {
        assertThat(read("version: v1alpha1\nmetadata: {name: a, version: 1.10}\n")
                        .orElseThrow()
                        .talos())
                .isEmpty();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsPlace() {
        assertThat(read("""
                        version: v1alpha2
                        metadata:
                          version: latest
                          compatibility:
                            talos:
                              version: ">= 1.10"
                        """)).isEmpty();
        assertThat(rendered())
                .satisfiesExactly(
                        d -> assertThat(d)
                                .startsWith("hello/manifest.yaml:1:10: version \"v1alpha2\"")
                                .contains("the only one is v1alpha1"),
                        d -> assertThat(d).contains(":3:3: the extension has no \"name\""),
                        d -> assertThat(d)
                                .contains(":3:12: \"latest\" cannot be the version of an extension")
                                .contains("YYYYMMDD"),
                        d -> assertThat(d)
                                .contains(":6:16: the constraint \">= 1.10\"")
                                .contains("write >= 1.10.0"));
    }

    @Test
    void unknownKeysAreWarningsWithTheWordThatWasMeant() {
        assertThat(read(GOOD.replace("author:", "auther:").replace("talos:", "talso:")))
                .isPresent();
        assertThat(problems.all()).noneMatch(Diagnostic::isError);
        assertThat(rendered())
                .hasSize(2)
                .anySatisfy(d -> assertThat(d)
                        .contains("5:3: warning: a machine ignores the key \"auther\"")
                        .contains("did you mean \"author\"?"))
                .anySatisfy(d -> assertThat(d).contains("\"talso\"").contains("did you mean \"talos\"?"));
    }

    @Test
    void whatIsNoManifestIsSaidInASentence() {
        for (String text :
                List.of("", "# only a comment\n", "- a list\n", "version: v1alpha1\n", "a: [b", "metadata: text\n")) {
            Problems found = new Problems(false);
            assertThat(ExtensionManifest.read(text, PositionMap.identity("m"), found))
                    .as(text)
                    .isEmpty();
            assertThat(found.all()).as(text).anyMatch(Diagnostic::isError);
        }
    }

    private Optional<ExtensionManifest> read(String text) {
        return ExtensionManifest.read(text, PositionMap.identity("hello/manifest.yaml"), problems);
    }

    private List<String> rendered() {
        return problems.all().stream().map(Diagnostic::render).toList();
    }
}
