package io.kiln.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderedTest {

    @Test
    void copiedTextMapsToTheVeryCharacter() throws TemplateException {
        Rendered rendered = render("{{ if true -}}\nname: a\n{{ end -}}\n\u00e9: x\n");
        assertThat(content(rendered)).isEqualTo("name: a\n\u00e9: x\n");
        assertThat(rendered.locate(1, 7)).isEqualTo(new Location(2, 7));
        assertThat(rendered.locate(2, 4)).isEqualTo(new Location(4, 4));
    }

    @Test
    void outputOfAnActionMapsToTheAction() throws TemplateException {
        Rendered rendered = render("a: {{ .MULTI }}\nb: 1\n");
        assertThat(content(rendered)).isEqualTo("a: x\ny\nz\nb: 1\n");
        assertThat(rendered.locate(2, 1)).isEqualTo(new Location(1, 7));
        assertThat(rendered.locate(4, 4)).isEqualTo(new Location(2, 4));
    }

    @Test
    void textOfALoopMapsToItsBodyEachTime() throws TemplateException {
        Rendered rendered = render("{{ range list 1 2 }}\n- k{{ . }}\n{{ end }}");
        assertThat(content(rendered)).isEqualTo("\n- k1\n\n- k2\n");
        assertThat(rendered.locate(4, 3)).isEqualTo(new Location(2, 3));
        assertThat(rendered.locate(4, 4)).isEqualTo(new Location(2, 7));
    }

    @Test
    void placesBehindTheEndMapToTheEnd() throws TemplateException {
        Rendered rendered = render("ab");
        assertThat(rendered.locate(9, 9)).isEqualTo(new Location(1, 3));
        assertThat(render("").locate(0)).isEqualTo(new Location(1, 1));
    }

    @Test
    void bytesThatAreNotUtf8AreKept() throws TemplateException {
        byte[] text = {'a', (byte) 0xff, '{', '{', '"', (byte) 0xfe, '"', '}', '}', (byte) 0xc3};
        assertThat(Template.parse("t", text).execute(Map.of()).content()).containsExactly('a', 0xff, 0xfe, 0xc3);
    }

    private static Rendered render(String text) throws TemplateException {
        return Template.parse("t", text.getBytes(StandardCharsets.UTF_8)).execute(Map.of("MULTI", "x\ny\nz"));
    }

    private static String content(Rendered rendered) {
        return new String(rendered.content(), StandardCharsets.UTF_8);
    }
}
