package io.kiln.model.workspace;

import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs files through the template engine. */
final class GoTextRenderer implements TextRenderer {

    private static final Pattern FIELD = Pattern.compile("\\{\\{ \\.(\\w+) }}");

    @Override
    public Optional<RenderedFile> render(
            String source, String path, byte[] text, Map<String, String> variables, Problems problems) {
        String rendered = FIELD.matcher(new String(text, StandardCharsets.UTF_8))
                .replaceAll(m -> Matcher.quoteReplacement(variables.getOrDefault(m.group(1), "<no value>")));
        return Optional.of(new RenderedFile(
                source, path, rendered.getBytes(StandardCharsets.UTF_8), PositionMap.identity(source)));
    }
}
