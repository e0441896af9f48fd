package io.kiln.model.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

    private final Problems problems = new Problems(false);

    private Optional<YamlNode> read(String text) {
        problems.texts().put("f.yaml", text);
        return YamlReader.read(text, PositionMap.identity("f.yaml"), problems);
    }

    private Map<String, String> texts(String text) {
        return read(text)
                .map(node -> Fields.textMap(node, "the file", problems))
                .orElseGet(Map::of);
    }

    private List<String> shown() {
        return problems.all().stream().map(d -> d.at() + ": " + d.message()).toList();
    }

    @Test
    void valuesKnowTheirLineAndColumn() {
        YamlMapping mapping = (YamlMapping) read("a: 1\nbb:  x\n").orElseThrow();

        assertThat(mapping.entry("bb").orElseThrow().keyAt()).isEqualTo(new Position("f.yaml", 2, 1));
        assertThat(mapping.entry("bb").orElseThrow().value().at()).isEqualTo(new Position("f.yaml", 2, 6));
    }

    @Test
    void duplicateKeyIsAnErrorAndTheFirstOneStays() {
        assertThat(texts("a: 1\nb: x\n\"a\": 2\n")).containsEntry("a", "1");
        assertThat(shown()).containsExactly("f.yaml:3:1: key \"a\" is written twice; the first one is on line 1");
    }

    @Test
    void mergedKeysGiveWayToWrittenOnes() {
        assertThat(texts("<<: {a: merged, b: merged}\na: written\n"))
                .containsOnly(Map.entry("a", "written"), Map.entry("b", "merged"));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void aliasStandsForTheValueOfItsAnchor() {
        assertThat(texts("a: &x 1.10\nb: *x\n")).containsEntry("b", "1.10");
    }

    @Test
    void aliasThatContainsItselfIsAnError() {
        read("a: &a [x, *a]\n");

        assertThat(shown()).containsExactly("f.yaml:1:4: an alias leads back to a value that contains it");
    }

    @Test
    void manyAliasesOfAliasesEndSoonWithAnError() {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(text.toString()));

        assertThat(problems.all()).singleElement().matches(Diagnostic::isError);
    }

    @Test
    void deepNestingEndsWithAnErrorAtTheLevelThatIsTooMuch() {
        read("a: " + "[".repeat(200_000));

        assertThat(shown()).containsExactly("f.yaml:1:67: not valid YAML: values are nested more than 64 levels deep");
    }

    @Test
    void explicitTagDecides() {
        assertThat(texts("a: !!str 2024-01-01\nb: !!binary aGk=\nc: !own x\nd: !!str ~\n"))
                .containsOnly(
                        Map.entry("a", "2024-01-01"), Map.entry("b", "hi"), Map.entry("c", "x"), Map.entry("d", "~"));
    }

    @Test
    void valueThatContradictsItsTagIsAnError() {
        assertThat(texts("a: !!int x\nb: !!timestamp \"2024-01-01\"\nc: ok\n")).containsOnly(Map.entry("c", "ok"));
        assertThat(problems.all()).hasSize(2).allMatch(Diagnostic::isError);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01, true", "2024-1-2, true", "2024-01-01T10:00:00Z, true", "2024-01-01 10:00:00, true",
        "2024-01-01T10:00:00.5+02:00, true", "2024-13-01, false", "2024-02-30, false", "1-3-6, false",
        "2024-01, false", "20240101, false", "2024-01-01x, false", "2024-01-01T25:00:00Z, false",
    })
    void onlyRealDatesAreDates(String text, boolean date) {
        assertThat(Timestamps.matches(text)).isEqualTo(date);
    }

    @Test
    void controlCharacterIsReportedWhereItStands() {
        read("a: 1\nb: x\u0001y\n");

        assertThat(shown()).containsExactly("f.yaml:2:5: not valid YAML: the character U+0001 is not allowed");
    }

    @Test
    void textBehindTheDocumentIsNotDroppedInSilence() {
        read("{a: b}}\n");

        assertThat(shown()).containsExactly("f.yaml:1:7: not valid YAML: this does not belong to what stands above it");
    }

    @Test
    void byteOrderMarkIsNoPartOfTheFirstKey() {
        assertThat(texts("\uFEFFa: 1\n")).containsEntry("a", "1");
    }

    @Test
    void diagnosticShowsTheLineWithACaretAndAHint() {
        read("a:\n  - x\n\t- y\n");

        assertThat(problems.all().get(0).render()).isEqualTo("""
                f.yaml:3:1: not valid YAML: a tab is used to indent
                     - y
                    ^
                  hint: indent with spaces""");
    }

    @Test
    void lineIsShownWithoutWhatATerminalWouldObey() {
        read("a: \"x\u001b[31m\nb: y\n");

        assertThat(problems.all().get(0).render()).doesNotContain("\u001b");
    }
}
