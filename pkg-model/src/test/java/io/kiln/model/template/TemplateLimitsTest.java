package io.kiln.model.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateLimitsTest {

    @Test
    void endlessRecursionEndsAtTheDepthOfGo() {
        assertFails(
                "{{ define \"t\" }}{{ template \"t\" . }}{{ end }}{{ template \"t\" . }}",
                "exceeded maximum template depth (100000)");
    }

    @Test
    void endlessRecursionThroughDeepBodiesIsAnErrorAndNotAStackOverflow() {
        String body = "{{ if true }}".repeat(700) + "{{ template \"t\" . }}" + "{{ end }}".repeat(700);
        assertFails("{{ define \"t\" }}" + body + "{{ end }}{{ template \"t\" . }}", "exceeded maximum template depth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ repeat 1000000000 \"x\" }}",
                "{{ until 100000000 }}",
                "{{ seq 1 2000000000 }}",
                "{{ indent 1000000000 \"a\\nb\" }}",
                "{{ $x := \"0123456789\" }}{{ range until 100 }}{{ $x = print $x $x }}{{ end }}",
                "{{ $x := \"aaaaaaaaaa\" }}{{ range until 100 }}{{ $x = replace \"a\" \"aaaa\" $x }}{{ end }}",
                "{{ $x := \"aaaaaaaaaa\" }}{{ range until 100 }}{{ $x = regexReplaceAll \"a\" $x \"$0$0\" }}{{ end }}",
                "{{ $l := list 1 }}{{ range until 100 }}{{ $l = concat $l $l }}{{ end }}",
                "{{ $l := list 1 }}{{ range until 64 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l | len }}{{ $l }}",
                "{{ range 1000000000000 }}x{{ end }}",
            })
    void useOfMemoryAndTimeIsBounded(String template) {
        assertFails(template, "more than");
    }

    @Test
    void aDictionaryThatContainsItselfIsAnErrorWhenItIsPrintedCopiedOrCompared() {
        for (String use : new String[] {"$d", "deepCopy $d", "toRawJson $d", "deepEqual $d (deepCopy $d)"}) {
            assertFails(
                    "{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ " + use + " }}", "nested deeper than 200 levels");
        }
    }

    @Test
    void nestingOfActionsAndParenthesesIsBounded() {
        assertFails("{{ if true }}".repeat(5000) + "{{ end }}".repeat(5000), "nested deeper than 1000 levels");
        assertFails("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}", "nested deeper than 1000 levels");
    }

    @Test
    void nestingBelowTheBoundWorks() throws TemplateException {
        String text = "{{ if true }}".repeat(900) + "{{ " + "(".repeat(900) + ".A" + ")".repeat(900) + " }}"
                + "{{ end }}".repeat(900);
        assertThat(render(text)).isEqualTo("x");
    }

    @Test
    void expressionsThatWouldCompileToEnormousProgramsAreRefused() {
        assertFails(
                "{{ regexMatch \"x\" \"x\" }}{{ regexFind \"((a{1000}){1000}){1000}\" \"x\" }}",
                "expression too large");
    }

    private static String render(String text) throws TemplateException {
        byte[] content = Template.parse("limits", text.getBytes(StandardCharsets.UTF_8))
                .execute(Map.of("A", "x"))
                .content();
        return new String(content, StandardCharsets.UTF_8);
    }

    private static void assertFails(String text, String reason) {
        assertThatThrownBy(() -> render(text))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(reason);
    }
}
