package io.kiln.model.template.sprig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.template.Template;
import io.kiln.model.template.TemplateException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SprigFunctionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "snakecase \"HTTPServer\" => http_server",
                "snakecase \"NoHTTPS\" => no_https",
                "snakecase \"GO-PATH\" => go_path",
                "snakecase \"HTTP20xOK\" => http_20x_ok",
                "snakecase \"Bld4Floor3rd\" => bld4_floor_3rd",
                "kebabcase \"FirstName\" => first-name",
                "camelcase \"http_server\" => HttpServer",
                "semverCompare \"^0.2.3\" \"0.3.0\" => false",
                "semverCompare \"~1.2\" \"1.2.9\" => true",
                "semverCompare \"1.2 - 2.0\" \"1.9.0\" => true",
                "semverCompare \"!=1.x\" \"1.4.0\" => false",
                "semverCompare \">=1.0, <2.0 || >=3\" \"3.1\" => true",
                "semverCompare \"*\" \"1.0.0-rc1\" => false",
                "regexReplaceAll \"a*\" \"baac\" \"x\" => xbxcx",
                "regexReplaceAll \"(?P<n>b)\" \"abc\" \"<${n}>\" => a<b>c",
                "printf \"%X %x %08.3f %+d\" (list 254 10) \"hi\" 3.14159 5 => [FE A] 6869 0003.142 +5",
                "b64dec \"YQ\" => illegal base64 data at input byte 0",
                "b64dec \"YQ=\" => illegal base64 data at input byte 3",
                "duration \"3661\" => 1h1m1s",
                "round 3.14159 2 => 3.14",
                "clean \"../a/./b/../c/\" => ../a/c",
                "merge (dict \"a\" \"\" \"b\" 1) (dict \"a\" 2 \"b\" 3) => map[a:2 b:1]",
                "urlJoin (urlParse \"http://u:p@h.com:80/a%20b?q=1#f\") => http://u:p@h.com:80/a%20b?q=1#f",
            })
    void resultIsThatOfGo(String call, String expected) throws TemplateException {
        assertThat(render(call)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '^',
            value = {
                "concat (list 1) \"a\" => Cannot concat type string as list",
                "semver \"x\" => invalid semantic version",
                "slice (list 1 2) 1 5 => reflect.Value.Slice: slice index out of bounds",
                "repeat -1 \"a\" => strings: negative Repeat count",
                "divf 1 0 => decimal division by 0",
            })
    void failureIsThatOfGo(String call, String reason) {
        assertThatThrownBy(() -> render(call))
                .isInstanceOf(TemplateException.class)
                .hasMessageEndingWith(": " + reason);
    }

    private static String render(String call) throws TemplateException {
        byte[] text = ("{{ " + call + " }}").getBytes(StandardCharsets.UTF_8);
        return new String(Template.parse("t", text).execute(Map.of()).content(), StandardCharsets.UTF_8);
    }
}
