package io.kiln.model.template;

import io.kiln.model.template.value.MapValue;
import java.util.Map;

/** The variables of templates in the engine's own form: made once and used for many templates. Immutable and thread-safe. */
public final class TemplateContext {

    private final MapValue root;

    private TemplateContext(MapValue root) {
        this.root = root;
    }

    /** A copy of the variables. */
    public static TemplateContext of(Map<String, String> variables) {
        return new TemplateContext(MapValue.variables(variables));
    }

    /** What the dot of a template is; no function can change it. */
    MapValue root() {
        return root;
    }
}
