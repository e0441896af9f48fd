package io.kiln.model.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kiln.model.yaml.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VarsYamlCasesTest {

    private static final Pattern LINE = Pattern.compile("(?:line |at L)(\\d+)");

    @TempDir
    Path root;

    static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in = VarsYamlCasesTest.class.getResourceAsStream("vars-yaml.json")) {
            new ObjectMapper().readTree(in).forEach(cases::add);
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void textGivesTheVariablesOrTheErrorOfTheCase(JsonNode testCase) {
        StringBuilder pkgfile = new StringBuilder("format: v1alpha2\nvars:\n");
        testCase.get("context")
                .properties()
                .forEach(e -> pkgfile.append("  ")
                        .append(e.getKey())
                        .append(": ")
                        .append(e.getValue())
                        .append('\n'));
        Tree tree = new Tree(root)
                .file("Pkgfile", pkgfile.toString())
                .file("p/vars.yaml", testCase.get("yaml").asText())
                .file("p/pkg.yaml", "name: p\nvariant: scratch\n");
        Workspace workspace = tree.load();

        Map<String, String> own =
                new HashMap<>(workspace.packages().values().iterator().next().variables());
        StepEnvironment.of(Tree.AMD64).keySet().forEach(own::remove);
        testCase.get("context").fieldNames().forEachRemaining(own::remove);
        JsonNode expected = testCase.has("vars") ? testCase.get("vars") : testCase.path("partial");
        Map<String, String> wanted = new HashMap<>();
        expected.properties().forEach(e -> wanted.put(e.getKey(), e.getValue().asText()));
        assertThat(own).isEqualTo(wanted);

        List<Diagnostic> problems = workspace.diagnostics();
        if (testCase.has("error")) {
            Matcher line = LINE.matcher(testCase.get("error").asText());
            assertThat(line.find()).isTrue();
            assertThat(problems).singleElement().satisfies(d -> {
                assertThat(d.isError()).isTrue();
                assertThat(d.at().file()).isEqualTo("p/vars.yaml");
                assertThat(d.excerpt()).isPresent();
            });
            assertThat(problems.get(0).at().line()).isEqualTo(Integer.parseInt(line.group(1)));
        } else {
            assertThat(problems).isEmpty();
        }
    }
}
