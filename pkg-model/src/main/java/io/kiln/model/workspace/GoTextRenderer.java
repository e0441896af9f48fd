package io.kiln.model.workspace;

import io.kiln.model.template.Location;
import io.kiln.model.template.Rendered;
import io.kiln.model.template.Template;
import io.kiln.model.template.TemplateException;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Runs files through the template engine, and leads its positions and errors back to the user's file. */
final class GoTextRenderer implements TextRenderer {

    @Override
    public Optional<RenderedFile> render(
            String source, String path, byte[] text, Map<String, String> variables, Problems problems) {
        try {
            Rendered rendered = Template.parse(source, text).execute(variables);
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
}
