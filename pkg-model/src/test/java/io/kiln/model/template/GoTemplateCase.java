package io.kiln.model.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A template with variables, and what Go's engine made of it: an output, or a part of an error message. */
record GoTemplateCase(
        String id,
        String template,
        Map<String, String> vars,
        @Nullable String expect,
        @Nullable String error,
        @Nullable String stage) {

    static List<GoTemplateCase> all() throws IOException {
        List<GoTemplateCase> cases = new ArrayList<>();
        try (InputStream in = GoTemplateCase.class.getResourceAsStream("gotemplate.json")) {
            for (JsonNode node : new ObjectMapper().readTree(in)) {
                Map<String, String> vars = new TreeMap<>();
                node.get("vars")
                        .properties()
                        .forEach(e -> vars.put(e.getKey(), e.getValue().asText()));
                cases.add(new GoTemplateCase(
                        node.get("id").asText(),
                        node.get("template").asText(),
                        vars,
                        text(node, "expect"),
                        text(node, "error"),
                        text(node, "stage")));
            }
        }
        return cases;
    }

    private static @Nullable String text(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asText() : null;
    }

    /** The cases that do not pass yet. */
    static Set<String> pending() throws IOException {
        try (InputStream in = GoTemplateCase.class.getResourceAsStream("gotemplate-pending.txt")) {
            String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new TreeSet<>(list.lines().filter(line -> !line.isBlank()).toList());
        }
    }

    /** What is wrong with the outcome, or null if it is the expected one. */
    @Nullable
    String failure() {
        String outcome;
        try {
            Rendered rendered = Template.parse("case", template.getBytes(StandardCharsets.UTF_8))
                    .execute(vars);
            outcome = new String(rendered.content(), StandardCharsets.UTF_8);
        } catch (TemplateException e) {
            boolean atStage = e.getMessage().contains(": executing ") == "exec".equals(stage);
            return error != null && e.getMessage().contains(error) && atStage
                    ? null
                    : "failed with: " + e.getMessage() + expected();
        }
        return outcome.equals(expect) ? null : "gave: " + outcome + expected();
    }

    private String expected() {
        return "\n  expected: " + (expect == null ? stage + " error " + error : expect);
    }

    @Override
    public String toString() {
        return id + " " + template;
    }
}
