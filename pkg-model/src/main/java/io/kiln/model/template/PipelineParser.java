package io.kiln.model.template;

import io.kiln.model.template.Node.Command;
import io.kiln.model.template.Node.Pipeline;
import io.kiln.model.template.Token.Type;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pipelines: commands joined by bars, with declarations before them. Not thread-safe. */
final class PipelineParser {

    private final TokenStream tokens;
    private final Set<String> functions;
    private List<String> variables = new ArrayList<>(List.of("$"));
    private int loops;
    private int depth;

    PipelineParser(TokenStream tokens, Set<String> functions) {
        this.tokens = tokens;
        this.functions = functions;
    }

    /** The variables in scope; the caller drops those of a body that ends. */
    List<String> variables() {
        return variables;
    }

    int loops() {
        return loops;
    }

    void enter(List<String> scope, int loopDepth) {
        variables = scope;
        loops = loopDepth;
    }

    Pipeline pipeline(String context, Type end) throws TemplateException {
        if (++depth > Limits.MAX_NESTING) {
            throw tokens.error("parentheses are nested deeper than " + Limits.MAX_NESTING + " levels");
        }
        int offset = tokens.peekNonSpace().offset();
        List<Node.Variable> declared = new ArrayList<>();
        boolean isAssignment = declarations(context, declared);
        List<Command> commands = new ArrayList<>();
        while (true) {
            Token token = tokens.nextNonSpace();
            if (token.is(end)) {
                check(commands, context);
                depth--;
                return new Pipeline(offset, isAssignment, List.copyOf(declared), List.copyOf(commands));
            }
            if (!startsOperand(token.type())) {
                throw tokens.unexpected(token, context);
            }
            tokens.back();
            commands.add(command());
        }
    }

    private static boolean startsOperand(Type type) {
        return switch (type) {
            case BOOL,
                    CHARACTER_CONSTANT,
                    COMPLEX,
                    DOT,
                    FIELD,
                    IDENTIFIER,
                    NUMBER,
                    NIL,
                    RAW_STRING,
                    STRING,
                    VARIABLE,
                    LEFT_PARENTHESIS -> true;
            default -> false;
        };
    }

    private void check(List<Command> commands, String context) throws TemplateException {
        if (commands.isEmpty()) {
            throw tokens.error("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            if (isLiteral(commands.get(i).operands().get(0))) {
                throw tokens.error("non executable command in pipeline stage " + (i + 1));
            }
        }
    }

    /** Reads what is declared or assigned; whether it is an assignment. */
    private boolean declarations(String context, List<Node.Variable> declared) throws TemplateException {
        while (tokens.peekNonSpace().is(Type.VARIABLE)) {
            int mark = tokens.mark();
            Token variable = tokens.next();
            Token next = tokens.peekNonSpace();
            boolean isComma = next.is(Type.CHARACTER) && next.text().equals(",");
            if (!isComma && !next.is(Type.ASSIGN) && !next.is(Type.DECLARE)) {
                tokens.reset(mark);
                return false;
            }
            tokens.nextNonSpace();
            declared.add(new Node.Variable(variable.offset(), variable.text(), List.of()));
            variables.add(variable.text());
            if (!isComma) {
                return next.is(Type.ASSIGN);
            }
            if (!context.equals("range") || declared.size() > 1) {
                throw tokens.error("too many declarations in " + context);
            }
            Type after = tokens.peekNonSpace().type();
            if (after != Type.VARIABLE && after != Type.RIGHT_DELIMITER && after != Type.RIGHT_PARENTHESIS) {
                throw tokens.error("range can only initialize variables");
            }
        }
        return false;
    }

    private Command command() throws TemplateException {
        int offset = tokens.peekNonSpace().offset();
        List<Node> operands = new ArrayList<>();
        while (true) {
            tokens.peekNonSpace();
            Node operand = operand();
            if (operand != null) {
                operands.add(operand);
            }
            Token token = tokens.next();
            if (token.is(Type.SPACE)) {
                continue;
            }
            if (token.is(Type.RIGHT_DELIMITER) || token.is(Type.RIGHT_PARENTHESIS)) {
                tokens.back();
            } else if (!token.is(Type.PIPE)) {
                throw tokens.unexpected(token, "operand");
            }
            break;
        }
        if (operands.isEmpty()) {
            throw tokens.error("empty command");
        }
        return new Command(offset, List.copyOf(operands));
    }

    private @Nullable Node operand() throws TemplateException {
        Node node = term();
        if (node == null || !tokens.peek().is(Type.FIELD)) {
            return node;
        }
        int offset = tokens.peek().offset();
        List<String> names = new ArrayList<>();
        while (tokens.peek().is(Type.FIELD)) {
            names.add(tokens.next().text().substring(1));
        }
        if (node instanceof Node.Field field) {
            names.addAll(0, field.names());
            return new Node.Field(offset, List.copyOf(names));
        }
        if (node instanceof Node.Variable variable) {
            return new Node.Variable(offset, variable.name(), List.copyOf(names));
        }
        if (isLiteral(node)) {
            throw tokens.error("unexpected . after term " + Quote.quote(node.source()));
        }
        return new Node.Chain(offset, node, List.copyOf(names));
    }

    private static boolean isLiteral(Node node) {
        return node instanceof Node.BoolLiteral
                || node instanceof Node.StringLiteral
                || node instanceof Node.NumberLiteral
                || node instanceof Node.Nil
                || node instanceof Node.Dot;
    }

    private @Nullable Node term() throws TemplateException {
        Token token = tokens.nextNonSpace();
        int offset = token.offset();
        String text = token.text();
        switch (token.type()) {
            case IDENTIFIER:
                if (!functions.contains(text)) {
                    throw tokens.error("function " + Quote.quote(text) + " not defined");
                }
                return new Node.Identifier(offset, text);
            case DOT:
                return new Node.Dot(offset);
            case NIL:
                return new Node.Nil(offset);
            case VARIABLE:
                if (!variables.contains(text)) {
                    throw tokens.error("undefined variable " + Quote.quote(text));
                }
                return new Node.Variable(offset, text, List.of());
            case FIELD:
                return new Node.Field(offset, List.of(text.substring(1)));
            case BOOL:
                return new Node.BoolLiteral(offset, text.equals("true"));
            case CHARACTER_CONSTANT, COMPLEX, NUMBER:
                return number(token);
            case LEFT_PARENTHESIS:
                return pipeline("parenthesized pipeline", Type.RIGHT_PARENTHESIS);
            case STRING, RAW_STRING:
                return new Node.StringLiteral(offset, text, unquote(token));
            default:
                tokens.back();
                return null;
        }
    }

    private Node number(Token token) throws TemplateException {
        try {
            return new Node.NumberLiteral(token.offset(), Constant.parse(token.text(), token.type()));
        } catch (CallException e) {
            throw Parser.literalError(tokens, e);
        }
    }

    String unquote(Token token) throws TemplateException {
        try {
            return Quote.unquote(token.text());
        } catch (CallException e) {
            throw Parser.literalError(tokens, e);
        }
    }
}
