package io.kiln.model.workspace;

import io.kiln.model.template.Location;
import io.kiln.model.template.Rendered;
import io.kiln.model.template.Template;
import io.kiln.model.template.TemplateContext;
import io.kiln.model.template.TemplateException;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Runs files through the template engine, and leads its positions and errors back to the user's file. Not thread-safe. */
final class GoTextRenderer implements TextRenderer {

    // directories without variables of their own share one map, so the last one is mostly the next one too
    private Map<String, String> lastVariables = Map.of();
    private TemplateContext lastContext = TemplateContext.of(lastVariables);

    @Override
    public Optional<RenderedFile> render(
            String source, String path, byte[] text, Map<String, String> variables, Problems problems) {
        try {
            Rendered rendered = Template.parse(source, text).execute(context(variables));
            PositionMap positions = (line, column) -> {
                Location location = rendered.locate(line, column);
                return new Position(source, location.line(), location.column());
            };
            return Optional.of(new RenderedFile(source, path, rendered.content(), positions));
        } catch (TemplateException e) {
            problems.texts().put(source, new String(text, StandardCharsets.UTF_8));
            problems.error(new Position(source, e.line(), e.column()), e.reason());
            return Optional.empty();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private TemplateContext context(Map<String, String> variables) {
        if (variables != lastVariables) {
            lastContext = TemplateContext.of(variables);
            lastVariables = variables;
        }
        return lastContext;
    }
}
