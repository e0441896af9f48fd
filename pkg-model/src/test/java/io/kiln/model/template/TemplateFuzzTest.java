package io.kiln.model.template;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Throws soups of template words, and damaged templates, at the engine. {@code -Dkiln.fuzz.seed=N} repeats a run. */
class TemplateFuzzTest {

    private static final int ROUNDS = 3000;
    private static final Map<String, String> VARIABLES = Map.of("A", "x\u00e9", "N", "5", "E", "", "V", "v1.2.3-rc.1");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]+|\\s+|\\{\\{-?|-?}}|.", Pattern.DOTALL);

    private final long seed = Long.getLong("kiln.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void nothingButTemplateExceptionsComesOutOfAnyText() throws IOException {
        System.out.println("fuzz seed " + seed);
        List<String> corpus =
                GoTemplateCase.all().stream().map(GoTemplateCase::template).toList();
        List<String> words = new ArrayList<>(List.of(
                "0",
                "-1",
                "1.5",
                "9223372036854775807",
                "nil",
                "\"(a\"",
                "`a|b*`",
                ".",
                "$",
                ".A",
                ".N",
                ".V",
                ".Missing",
                "(",
                ")",
                "|"));
        corpus.forEach(template -> {
            Matcher matcher = WORD.matcher(template);
            while (matcher.find()) {
                words.add(matcher.group());
            }
        });
        List<String> functions =
                List.copyOf(io.kiln.model.template.sprig.Sprig.functions().keySet());
        for (int i = 0; i < ROUNDS; i++) {
            String text = i % 3 == 0 ? call(functions, words) : i % 3 == 1 ? soup(words) : damaged(corpus, words);
            run(text.getBytes(i % 5 == 0 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8));
            run(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String soup(List<String> words) {
        StringBuilder text = new StringBuilder("{{ ");
        for (int i = random.nextInt(15); i >= 0; i--) {
            text.append(pick(words)).append(random.nextBoolean() ? " " : "");
        }
        return text.append(" }}").toString();
    }

    /** A call of a function with values of every kind. */
    private String call(List<String> functions, List<String> words) {
        List<String> values = List.of(
                "1",
                "-3",
                "2.5",
                "\"a,b\"",
                "\"\"",
                "`[a`",
                "nil",
                "true",
                "(list 1 \"a\" nil)",
                "(dict \"a\" 1)",
                ".",
                ".A",
                ".Missing",
                "(semver \"1.2.3\")",
                "(splitList \",\" \"a,b\")",
                "(list)",
                "(int64 7)",
                "9223372036854775807",
                "'x'",
                "1i",
                "\"\\xff\\u00e9\"",
                "(until 3)",
                "(list (list 1))",
                "`{\"a\":[1]}`",
                "-9223372036854775808",
                "1e308",
                "(float64 \"nan\")");
        StringBuilder text = new StringBuilder("{{ ").append(pick(functions));
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(' ').append(random.nextInt(20) == 0 ? pick(words) : pick(values));
        }
        return text.append(random.nextInt(4) == 0 ? " | " + pick(functions) + " " + pick(values) : "")
                .append(" }}")
                .toString();
    }

    private String damaged(List<String> corpus, List<String> words) {
        StringBuilder text = new StringBuilder(pick(corpus)).append(pick(corpus));
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, pick(words));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
            }
        }
        return text.toString();
    }

    private void run(byte[] text) {
        try {
            Template.parse("fuzz", text).execute(VARIABLES);
        } catch (TemplateException e) {
            if (e.line() < 1 || e.column() < 0 || e.reason().isEmpty()) {
                fail("no place or reason, seed " + seed + ": " + new String(text, StandardCharsets.UTF_8), e);
            }
        } catch (RuntimeException | Error e) {
            fail("seed " + seed + ": " + new String(text, StandardCharsets.UTF_8), e);
        }
    }
}
