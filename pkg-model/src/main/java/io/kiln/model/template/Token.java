package io.kiln.model.template;

import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Utf8;

/** A word of a template: its bytes, where it starts and on which line. */
record Token(Type type, int offset, int line, String text) {

    /** What a word is; from {@link #DOT} on it is a keyword. */
    enum Type {
        ERROR,
        EOF,
        TEXT,
        LEFT_DELIMITER,
        RIGHT_DELIMITER,
        SPACE,
        ASSIGN,
        DECLARE,
        PIPE,
        CHARACTER,
        LEFT_PARENTHESIS,
        RIGHT_PARENTHESIS,
        BOOL,
        CHARACTER_CONSTANT,
        COMPLEX,
        NUMBER,
        STRING,
        RAW_STRING,
        FIELD,
        IDENTIFIER,
        VARIABLE,
        DOT,
        BLOCK,
        BREAK,
        CONTINUE,
        DEFINE,
        ELSE,
        END,
        IF,
        NIL,
        RANGE,
        TEMPLATE,
        WITH
    }

    boolean is(Type wanted) {
        return type == wanted;
    }

    /** The word as an error shows it. */
    String describe() {
        if (type == Type.EOF) {
            return "EOF";
        }
        if (type == Type.ERROR) {
            return text;
        }
        if (type.compareTo(Type.DOT) >= 0) {
            return "<" + text + ">";
        }
        if (text.length() <= 10) {
            return Quote.quote(text);
        }
        int end = 0;
        for (int i = 0; i < 10 && end < text.length(); i++) {
            end += Utf8.width(text, end);
        }
        return Quote.quote(text.substring(0, end)) + "...";
    }
}
