package io.kiln.model.template;

import io.kiln.model.template.Token.Type;
import java.util.List;

/** The words of a template as the parser reads them, with errors placed at the furthest word that was looked at. Not thread-safe. */
final class TokenStream {

    private final SourceText source;
    private final List<Token> tokens;
    private int at;
    private int furthest;
    private int actionLine;

    TokenStream(SourceText source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    Token peek() {
        int index = Math.min(at, tokens.size() - 1);
        furthest = Math.max(furthest, index);
        return tokens.get(index);
    }

    Token nextNonSpace() {
        skipSpace();
        return next();
    }

    Token peekNonSpace() {
        skipSpace();
        return peek();
    }

    private void skipSpace() {
        while (peek().is(Type.SPACE)) {
            at++;
        }
    }

    int mark() {
        return at;
    }

    /** Goes back to a mark. */
    void reset(int mark) {
        at = mark;
    }

    void back() {
        at--;
    }

    /** Remembers the line of the action that is being read, for errors in it; 0 for none. */
    void inAction(int line) {
        actionLine = line;
    }

    Token expect(Type type, String context) throws TemplateException {
        Token token = nextNonSpace();
        if (!token.is(type)) {
            throw unexpected(token, context);
        }
        return token;
    }

    TemplateException error(String message) {
        Token token = tokens.get(furthest);
        return source.parseError(token.line(), token.offset(), message);
    }

    TemplateException unexpected(Token token, String context) {
        if (!token.is(Type.ERROR)) {
            return error("unexpected " + token.describe() + " in " + context);
        }
        String started = "";
        if (actionLine != 0 && actionLine != token.line()) {
            started = (token.text().endsWith(" action") ? "" : " in action") + " started at " + source.name() + ":"
                    + actionLine;
        }
        return error(token.text() + started);
    }
}
