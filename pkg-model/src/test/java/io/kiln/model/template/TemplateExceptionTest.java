package io.kiln.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateExceptionTest {

    @Test
    void parseErrorHasTheMessageOfGoAndThePlace() {
        TemplateException error = failure("a\nb {{ nosuch .X }}");
        assertThat(error).hasMessage("template: dir/pkg.yaml:2: function \"nosuch\" not defined");
        assertThat(error.reason()).isEqualTo("function \"nosuch\" not defined");
        assertThat(error.line()).isEqualTo(2);
    }

    @Test
    void executionErrorHasTheMessageOfGoWithTheNodeAndItsByteColumn() {
        TemplateException error = failure("a\n\u00e9 {{ .X | trimPrefix \"v\" }}");
        assertThat(error)
                .hasMessage(
                        "template: dir/pkg.yaml:2:22: executing \"dir/pkg.yaml\" at <\"v\">: invalid value; expected string");
    }

    @Test
    void failureInsideAFunctionIsPlacedAtTheWholeCommand() {
        assertThat(failure("x{{ .X | default (fail \"no\" | upper) }}"))
                .hasMessage(
                        "template: dir/pkg.yaml:1:18: executing \"dir/pkg.yaml\" at <fail \"no\">: error calling fail: no");
    }

    @Test
    void wrongNumberOfArgumentsIsPlacedAtTheName() {
        assertThat(failure("{{ upper \"a\" \"b\" }}"))
                .hasMessage(
                        "template: dir/pkg.yaml:1:3: executing \"dir/pkg.yaml\" at <upper>: wrong number of args for upper: want 1 got 2");
    }

    @Test
    void columnCountsCharactersFromOne() {
        TemplateException error = failure("\u00e9\u00e9 {{ upper 1 }}");
        assertThat(error).hasMessageContaining(":1:14: ");
        assertThat(error.line()).isEqualTo(1);
        assertThat(error.column()).isEqualTo(13);
    }

    @Test
    void errorInADefinedTemplateNamesThatTemplate() {
        TemplateException error = failure("{{ define \"t\" }}\n{{ fail \"no\" }}{{ end }}{{ template \"t\" }}");
        assertThat(error)
                .hasMessage("template: dir/pkg.yaml:2:3: executing \"t\" at <fail \"no\">: error calling fail: no");
    }

    @Test
    void functionThatIsNotHermeticSaysSoWhateverItsArgumentsAre() {
        assertThat(failure("{{ genCA .X }}").reason()).startsWith("error calling genCA: Kiln keeps templates hermetic");
    }

    @Test
    void functionsOfSprigAreUnknownToATemplateWithoutThem() {
        TemplateException error = catchThrowableOfType(
                TemplateException.class,
                () -> Template.parseWithoutSprig("t", "{{ upper \"a\" }}".getBytes(StandardCharsets.UTF_8)));
        assertThat(error).hasMessage("template: t:1: function \"upper\" not defined");
    }

    private static TemplateException failure(String text) {
        return catchThrowableOfType(
                TemplateException.class,
                () -> Template.parse("dir/pkg.yaml", text.getBytes(StandardCharsets.UTF_8))
                        .execute(Map.of()));
    }
}
