package io.kiln.model.template;

import io.kiln.model.template.Node.Branch;
import io.kiln.model.template.Node.Control;
import io.kiln.model.template.Node.Sequence;
import io.kiln.model.template.Node.Terminator;
import io.kiln.model.template.Token.Type;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Quote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the bodies of a template and of those it defines from their words. Used once. */
final class Parser {

    private final SourceText source;
    private final TokenStream tokens;
    private final Map<String, Sequence> bodies = new HashMap<>();
    private final Deque<Scope> scopes = new ArrayDeque<>();
    private final PipelineParser pipelines;
    private int depth;

    Parser(SourceText source, List<Token> words, Set<String> functions) {
        this.source = source;
        this.tokens = new TokenStream(source, words);
        this.pipelines = new PipelineParser(tokens, functions);
    }

    /** What may be used inside one body: its variables, and whether it is inside a loop. */
    private record Scope(List<String> variables, int loops) {}

    /** Parses the whole text; the body of the text itself has its name. */
    Map<String, Sequence> run() throws TemplateException {
        List<Node> nodes = new ArrayList<>();
        int start = tokens.peek().offset();
        while (!tokens.peek().is(Type.EOF)) {
            int mark = tokens.mark();
            if (tokens.next().is(Type.LEFT_DELIMITER) && tokens.nextNonSpace().is(Type.DEFINE)) {
                definition();
                continue;
            }
            tokens.reset(mark);
            Node node = textOrAction();
            if (node instanceof Terminator) {
                throw tokens.error("unexpected " + node.source());
            }
            nodes.add(node);
        }
        add(source.name(), new Sequence(start, List.copyOf(nodes)));
        return bodies;
    }

    private void add(String name, Sequence body) throws TemplateException {
        Sequence known = bodies.get(name);
        if (known == null || known.isBlank()) {
            bodies.put(name, body);
        } else if (!body.isBlank()) {
            throw tokens.error("template: multiple definition of template " + Quote.quote(name));
        }
    }

    private void definition() throws TemplateException {
        String context = "define clause";
        String name = pipelines.unquote(expectString(context));
        tokens.expect(Type.RIGHT_DELIMITER, context);
        add(name, inner(context));
    }

    /** The body of a definition, up to its end. */
    private Sequence inner(String context) throws TemplateException {
        scopes.push(new Scope(pipelines.variables(), pipelines.loops()));
        pipelines.enter(new ArrayList<>(List.of("$")), 0);
        Body body = body();
        if (body.end().isElse()) {
            throw tokens.error("unexpected " + body.end().source() + " in " + context);
        }
        Scope outer = scopes.pop();
        pipelines.enter(outer.variables(), outer.loops());
        return body.nodes();
    }

    private Token expectString(String context) throws TemplateException {
        Token token = tokens.nextNonSpace();
        if (!token.is(Type.STRING) && !token.is(Type.RAW_STRING)) {
            throw tokens.unexpected(token, context);
        }
        return token;
    }

    private record Body(Sequence nodes, Terminator end) {}

    private Body body() throws TemplateException {
        int start = tokens.peekNonSpace().offset();
        List<Node> nodes = new ArrayList<>();
        while (!tokens.peekNonSpace().is(Type.EOF)) {
            Node node = textOrAction();
            if (node instanceof Terminator end) {
                return new Body(new Sequence(start, List.copyOf(nodes)), end);
            }
            nodes.add(node);
        }
        throw tokens.error("unexpected EOF");
    }

    private Node textOrAction() throws TemplateException {
        Token token = tokens.nextNonSpace();
        if (token.is(Type.TEXT)) {
            return new Node.Text(token.offset(), token.text());
        }
        if (!token.is(Type.LEFT_DELIMITER)) {
            throw tokens.unexpected(token, "input");
        }
        tokens.inAction(token.line());
        Node node = action();
        tokens.inAction(0);
        return node;
    }

    private Node action() throws TemplateException {
        Token token = tokens.nextNonSpace();
        switch (token.type()) {
            case BLOCK:
                return block();
            case BREAK, CONTINUE:
                return jump(token);
            case ELSE:
                return elseAction();
            case END:
                return new Terminator(tokens.expect(Type.RIGHT_DELIMITER, "end").offset(), false);
            case IF:
                return control(Branch.IF);
            case RANGE:
                return control(Branch.RANGE);
            case WITH:
                return control(Branch.WITH);
            case TEMPLATE:
                return call();
            default:
                tokens.back();
                return new Node.Action(tokens.peek().offset(), pipelines.pipeline("command", Type.RIGHT_DELIMITER));
        }
    }

    private Node jump(Token token) throws TemplateException {
        String action = "{{" + token.text() + "}}";
        Token end = tokens.nextNonSpace();
        if (!end.is(Type.RIGHT_DELIMITER)) {
            throw tokens.unexpected(end, action);
        }
        if (pipelines.loops() == 0) {
            throw tokens.error(action + " outside {{range}}");
        }
        return new Node.Jump(token.offset(), token.is(Type.BREAK));
    }

    private Terminator elseAction() throws TemplateException {
        Token token = tokens.peekNonSpace();
        if (token.is(Type.IF) || token.is(Type.WITH)) {
            return new Terminator(token.offset(), true);
        }
        return new Terminator(tokens.expect(Type.RIGHT_DELIMITER, "else").offset(), true);
    }

    private Node control(Branch branch) throws TemplateException {
        if (++depth > Limits.MAX_NESTING) {
            throw tokens.error("actions are nested deeper than " + Limits.MAX_NESTING + " levels");
        }
        int variables = pipelines.variables().size();
        int loops = branch == Branch.RANGE ? 1 : 0;
        Node.Pipeline pipeline = pipelines.pipeline(branch.keyword, Type.RIGHT_DELIMITER);
        pipelines.enter(pipelines.variables(), pipelines.loops() + loops);
        Body body = body();
        pipelines.enter(pipelines.variables(), pipelines.loops() - loops);
        Sequence otherwise = body.end().isElse() ? otherwise(branch, body.end()) : null;
        List<String> declared = pipelines.variables();
        declared.subList(variables, declared.size()).clear();
        depth--;
        return new Control(pipeline.offset(), branch, pipeline, body.nodes(), otherwise);
    }

    private Sequence otherwise(Branch branch, Terminator start) throws TemplateException {
        Type chained = branch == Branch.IF ? Type.IF : branch == Branch.WITH ? Type.WITH : null;
        if (chained != null && tokens.peek().is(chained)) {
            tokens.next();
            return new Sequence(start.offset(), List.of(control(branch)));
        }
        Body body = body();
        if (body.end().isElse()) {
            throw tokens.error("expected end; found " + body.end().source());
        }
        return body.nodes();
    }

    private Node block() throws TemplateException {
        String context = "block clause";
        Token token = expectString(context);
        String name = pipelines.unquote(token);
        Node.Pipeline pipeline = pipelines.pipeline(context, Type.RIGHT_DELIMITER);
        if (++depth > Limits.MAX_NESTING) {
            throw tokens.error("actions are nested deeper than " + Limits.MAX_NESTING + " levels");
        }
        add(name, inner(context));
        depth--;
        return new Node.Call(token.offset(), name, pipeline);
    }

    private Node call() throws TemplateException {
        String context = "template clause";
        Token token = expectString(context);
        String name = pipelines.unquote(token);
        Node.@Nullable Pipeline pipeline = null;
        if (!tokens.nextNonSpace().is(Type.RIGHT_DELIMITER)) {
            tokens.back();
            pipeline = pipelines.pipeline(context, Type.RIGHT_DELIMITER);
        }
        return new Node.Call(token.offset(), name, pipeline);
    }

    /** Makes an error of a literal an error of the text. */
    static TemplateException literalError(TokenStream tokens, CallException cause) {
        return tokens.error(io.kiln.model.template.value.Utf8.encode(
                cause.getMessage() == null ? "invalid syntax" : cause.getMessage()));
    }
}
