package io.kiln.model.template.sprig;

import io.kiln.model.template.sprig.Words.Kind;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Utf8;

/** Identifiers in lower case with a connector between their words: {@code HTTPServer2xx} becomes {@code http_server_2xx}. Used once. */
final class WordCase {

    private final Words words;
    private final char connector;
    private final StringBuilder out = new StringBuilder();

    WordCase(String s, char connector, Budget budget) throws CallException {
        budget.bytes(s.length() * 4L);
        this.words = new Words(s);
        this.connector = connector;
    }

    String run() {
        words.next();
        while (words.kind() != Kind.NONE) {
            Kind before = words.kind();
            append(words.kind(), words.word());
            words.next();
            if (before == Kind.NUMBER) {
                numberTail();
            } else if (before == Kind.CAPITALISED || before == Kind.LETTERS || before == Kind.OTHER) {
                afterWord();
            }
        }
        return out.toString();
    }

    /** Between two words stands a connector; a number belongs to the word before it unless lower-case letters follow. */
    private void afterWord() {
        if (words.kind() != Kind.NUMBER) {
            connect();
            return;
        }
        int[] number = words.word();
        words.next();
        if (words.kind() == Kind.LETTERS) {
            out.append(connector);
            append(Kind.NUMBER, number);
            numberTail();
        } else {
            append(Kind.NUMBER, number);
            connect();
        }
    }

    /** Lower-case letters right after a number belong to it. */
    private void numberTail() {
        while (words.kind() == Kind.LETTERS || words.kind() == Kind.NUMBER) {
            append(words.kind(), words.word());
            words.next();
        }
        connect();
    }

    private void connect() {
        if (words.kind() != Kind.NONE && words.kind() != Kind.CONNECTOR && words.kind() != Kind.PUNCTUATION) {
            out.append(connector);
        }
    }

    private void append(Kind kind, int[] word) {
        for (int rune : word) {
            if (kind == Kind.CONNECTOR) {
                out.append(connector);
            } else {
                out.append(Utf8.encode(Character.toLowerCase(rune)));
            }
        }
    }
}
