package io.kiln.model.template;

import io.kiln.model.template.Token.Type;
import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts the text of a template into words. The list ends with an end-of-file word, or with an error word. Used once. */
final class Lexer {

    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";
    private static final int EOF = -1;
    private static final int TRIM_MARKER = 2;

    private static final Map<String, Type> KEYWORDS = Map.ofEntries(
            Map.entry("block", Type.BLOCK),
            Map.entry("break", Type.BREAK),
            Map.entry("continue", Type.CONTINUE),
            Map.entry("define", Type.DEFINE),
            Map.entry("else", Type.ELSE),
            Map.entry("end", Type.END),
            Map.entry("if", Type.IF),
            Map.entry("nil", Type.NIL),
            Map.entry("range", Type.RANGE),
            Map.entry("template", Type.TEMPLATE),
            Map.entry("with", Type.WITH),
            Map.entry("true", Type.BOOL),
            Map.entry("false", Type.BOOL));

    private final String input;
    private final SourceText source;
    private final List<Token> tokens = new ArrayList<>();
    private int start;
    private int at;
    private int parentheses;

    Lexer(SourceText source) {
        this.source = source;
        this.input = source.bytes();
    }

    List<Token> run() {
        while (at < input.length()) {
            if (!text()) {
                return tokens;
            }
        }
        start = at;
        emit(Type.EOF);
        return tokens;
    }

    /** Reads text up to an action, and the action; false after an error. */
    private boolean text() {
        int open = input.indexOf(LEFT, at);
        if (open < 0) {
            at = input.length();
            emit(Type.TEXT);
            return true;
        }
        boolean trim = hasLeftTrimMarker(open + LEFT.length());
        at = open;
        while (trim && at > start && isSpace(input.charAt(at - 1))) {
            at--;
        }
        if (at > start) {
            emit(Type.TEXT);
        }
        at = open + LEFT.length();
        start = open;
        int marker = trim ? TRIM_MARKER : 0;
        if (input.startsWith("/*", at + marker)) {
            at += marker;
            start = at;
            return comment();
        }
        emit(Type.LEFT_DELIMITER);
        at += marker;
        start = at;
        parentheses = 0;
        return action();
    }

    private boolean comment() {
        int close = input.indexOf("*/", at + 2);
        if (close < 0) {
            return error("unclosed comment");
        }
        at = close + 2;
        boolean trim = isTrimmedRight(at);
        if (!trim && !input.startsWith(RIGHT, at)) {
            return error("comment ends before closing delimiter");
        }
        afterRight(trim);
        return true;
    }

    private void afterRight(boolean trim) {
        at += (trim ? TRIM_MARKER : 0) + RIGHT.length();
        while (trim && at < input.length() && isSpace(input.charAt(at))) {
            at++;
        }
        start = at;
    }

    /** Reads the words of an action up to its end; false after an error. */
    private boolean action() {
        while (true) {
            boolean trim = isTrimmedRight(at);
            if (trim || input.startsWith(RIGHT, at)) {
                if (parentheses > 0) {
                    return error("unclosed left paren");
                }
                start = trim ? at + TRIM_MARKER : at;
                int end = start + RIGHT.length();
                tokens.add(new Token(
                        Type.RIGHT_DELIMITER, start, source.lines().line(start), input.substring(start, end)));
                afterRight(trim);
                return true;
            }
            if (!word()) {
                return false;
            }
        }
    }

    private boolean word() {
        int rune = next();
        if (rune == EOF) {
            return error("unclosed action");
        }
        if (isSpace(rune)) {
            return spaces();
        }
        switch (rune) {
            case '=':
                return emit(Type.ASSIGN);
            case ':':
                return next() == '=' ? emit(Type.DECLARE) : error("expected :=");
            case '|':
                return emit(Type.PIPE);
            case '"':
                return quoted('"', "unterminated quoted string", Type.STRING);
            case '\'':
                return quoted('\'', "unterminated character constant", Type.CHARACTER_CONSTANT);
            case '`':
                return rawQuoted();
            case '$':
                return fieldOrVariable(Type.VARIABLE);
            case '(':
                parentheses++;
                return emit(Type.LEFT_PARENTHESIS);
            case ')':
                return --parentheses < 0 ? error("unexpected right paren") : emit(Type.RIGHT_PARENTHESIS);
            default:
                break;
        }
        if (rune == '.' && (at >= input.length() || !isDigit(input.charAt(at)))) {
            return at < input.length() ? fieldOrVariable(Type.FIELD) : emit(Type.DOT);
        }
        if (rune == '.' || rune == '+' || rune == '-' || isDigit(rune)) {
            at = start;
            return number();
        }
        if (isAlphaNumeric(rune)) {
            return identifier();
        }
        if (rune < 0x7f && rune >= ' ') {
            return emit(Type.CHARACTER);
        }
        return error("unrecognized character in action: " + describe(rune));
    }

    private boolean spaces() {
        while (at < input.length() && isSpace(input.charAt(at))) {
            at++;
        }
        if (isTrimmedRight(at - 1)) {
            at--;
        }
        return at == start || emit(Type.SPACE);
    }

    private boolean identifier() {
        skipAlphaNumeric();
        if (!atTerminator()) {
            return error("bad character " + describe(peek()));
        }
        return emit(KEYWORDS.getOrDefault(input.substring(start, at), Type.IDENTIFIER));
    }

    private boolean fieldOrVariable(Type type) {
        if (atTerminator()) {
            return emit(type == Type.VARIABLE ? Type.VARIABLE : Type.DOT);
        }
        skipAlphaNumeric();
        return atTerminator() ? emit(type) : error("bad character " + describe(peek()));
    }

    private boolean quoted(char quote, String unterminated, Type type) {
        while (true) {
            int rune = next();
            if (rune == '\\') {
                rune = next();
                if (rune != EOF && rune != '\n') {
                    continue;
                }
            }
            if (rune == EOF || rune == '\n') {
                return error(unterminated);
            }
            if (rune == quote) {
                return emit(type);
            }
        }
    }

    private boolean rawQuoted() {
        int close = input.indexOf('`', at);
        if (close < 0) {
            return error("unterminated raw quoted string");
        }
        at = close + 1;
        return emit(Type.RAW_STRING);
    }

    private boolean number() {
        if (!scanNumber()) {
            return badNumber();
        }
        if (peek() == '+' || peek() == '-') {
            if (!scanNumber() || input.charAt(at - 1) != 'i') {
                return badNumber();
            }
            return emit(Type.COMPLEX);
        }
        return emit(Type.NUMBER);
    }

    private boolean badNumber() {
        return error("bad number syntax: " + Quote.quote(input.substring(start, at)));
    }

    private boolean scanNumber() {
        accept("+-");
        String digits = "0123456789_";
        boolean decimal = true;
        boolean hexadecimal = false;
        if (accept("0")) {
            hexadecimal = accept("xX");
            boolean octal = !hexadecimal && accept("oO");
            boolean binary = !hexadecimal && !octal && accept("bB");
            decimal = !hexadecimal && !octal && !binary;
            digits = hexadecimal ? "0123456789abcdefABCDEF_" : octal ? "01234567_" : binary ? "01_" : digits;
        }
        acceptRun(digits);
        if (accept(".")) {
            acceptRun(digits);
        }
        if (decimal && accept("eE") || hexadecimal && accept("pP")) {
            accept("+-");
            acceptRun("0123456789_");
        }
        accept("i");
        if (isAlphaNumeric(peek())) {
            next();
            return false;
        }
        return true;
    }

    private boolean accept(String any) {
        if (at < input.length() && any.indexOf(input.charAt(at)) >= 0) {
            at++;
            return true;
        }
        return false;
    }

    private void acceptRun(String any) {
        while (accept(any)) {
            continue;
        }
    }

    private void skipAlphaNumeric() {
        while (isAlphaNumeric(peek())) {
            next();
        }
    }

    private boolean atTerminator() {
        int rune = peek();
        return rune == EOF || isSpace(rune) || ".,|:)(".indexOf(rune) >= 0 || input.startsWith(RIGHT, at);
    }

    private int peek() {
        return at < input.length() ? Utf8.rune(input, at) : EOF;
    }

    private int next() {
        int rune = peek();
        at += rune == EOF ? 0 : Utf8.width(input, at);
        return rune;
    }

    private boolean hasLeftTrimMarker(int offset) {
        return offset + 1 < input.length() && input.charAt(offset) == '-' && isSpace(input.charAt(offset + 1));
    }

    private boolean isTrimmedRight(int offset) {
        return offset + 1 < input.length()
                && isSpace(input.charAt(offset))
                && input.charAt(offset + 1) == '-'
                && input.startsWith(RIGHT, offset + TRIM_MARKER);
    }

    private boolean emit(Type type) {
        tokens.add(new Token(type, start, source.lines().line(start), input.substring(start, at)));
        start = at;
        return true;
    }

    private boolean error(String message) {
        tokens.add(new Token(Type.ERROR, start, source.lines().line(start), message));
        return false;
    }

    private static @Nullable String describe(int rune) {
        String code = "U+" + String.format(Locale.ROOT, "%04X", Math.max(rune, 0));
        return Quote.isPrintable(rune) ? code + " '" + Utf8.encode(rune) + "'" : code;
    }

    private static boolean isSpace(int rune) {
        return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n';
    }

    private static boolean isDigit(int rune) {
        return rune >= '0' && rune <= '9';
    }

    private static boolean isAlphaNumeric(int rune) {
        return rune == '_' || rune >= 0 && (Character.isLetter(rune) || Character.isDigit(rune));
    }
}
