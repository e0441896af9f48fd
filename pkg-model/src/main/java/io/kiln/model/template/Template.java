package io.kiln.model.template;

import io.kiln.model.template.Node.Sequence;
import io.kiln.model.template.sprig.Sprig;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.MapValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed template in Go's {@code text/template} language with the hermetic functions of Sprig. Immutable and thread-safe.
 *
 * <p>Time, memory and stack of an execution are bounded, so that a template from anywhere may be run.
 *
 * @see <a href="https://pkg.go.dev/text/template">text/template</a>
 */
public final class Template {

    private static final Map<String, Function> ALL = all();

    private final SourceText source;
    private final Map<String, Sequence> bodies;
    private final Map<String, Function> functions;
    private final boolean isDeep;

    private Template(SourceText source, Map<String, Sequence> bodies, Map<String, Function> functions, boolean isDeep) {
        this.source = source;
        this.bodies = bodies;
        this.functions = functions;
        this.isDeep = isDeep;
    }

    /**
     * Parses a template.
     *
     * @param name the name in error messages
     * @param text UTF-8; bytes that are not are kept as they are
     * @throws TemplateException if it is no template or uses a function that does not exist
     */
    public static Template parse(String name, byte[] text) throws TemplateException {
        return parse(name, text, ALL);
    }

    /**
     * Parses a template that may use only the functions of the language itself.
     *
     * @throws TemplateException if it is no template or uses any other function
     */
    public static Template parseWithoutSprig(String name, byte[] text) throws TemplateException {
        return parse(name, text, Builtins.functions());
    }

    /** Both sets; where a name is in both, as {@code slice}, it is Sprig's. */
    private static Map<String, Function> all() {
        Map<String, Function> functions = new HashMap<>(Builtins.functions());
        functions.putAll(Sprig.functions());
        return Map.copyOf(functions);
    }

    private static Template parse(String name, byte[] text, Map<String, Function> functions) throws TemplateException {
        SourceText source = SourceText.of(name, text);
        List<Token> words = new Lexer(source).run();
        boolean isDeep = DeepStack.isNeeded(words);
        Map<String, Sequence> bodies =
                DeepStack.run(isDeep, source, () -> new Parser(source, words, functions.keySet()).run());
        return new Template(source, bodies, functions, isDeep);
    }

    /**
     * Renders the template.
     *
     * @throws TemplateException if it fails; nothing of the output is kept then
     */
    public Rendered execute(Map<String, String> variables) throws TemplateException {
        return execute(TemplateContext.of(variables));
    }

    /**
     * Renders the template with variables that serve several templates.
     *
     * @throws TemplateException if it fails; nothing of the output is kept then
     */
    public Rendered execute(TemplateContext context) throws TemplateException {
        return DeepStack.run(isDeep, source, () -> run(context.root()));
    }

    private Rendered run(MapValue root) throws TemplateException {
        Output output = new Output();
        try {
            new Execution(source.name(), bodies, functions, output).run(root);
        } catch (ExecutionException e) {
            throw e.at(source);
        }
        return output.finish(source);
    }
}
