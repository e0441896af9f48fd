package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Utf8;

/** Identifiers as one word with a capital where each of their words begins; connectors at the ends and doubled ones stay. */
final class PascalCase {

    private PascalCase() {}

    static String of(String s, Budget budget) throws CallException {
        budget.bytes(s.length() * 4L);
        int[] runes = Utf8.runes(s);
        StringBuilder out = new StringBuilder(s.length());
        int at = 0;
        while (at < runes.length && Words.isConnector(runes[at])) {
            out.append(Utf8.encode(runes[at++]));
        }
        if (at == runes.length) {
            return out.toString();
        }
        boolean inCapitals = Character.isUpperCase(runes[at]);
        int previous = Character.toUpperCase(runes[at]);
        for (int i = at + 1; i < runes.length; i++) {
            int rune = runes[i];
            boolean afterConnector = Words.isConnector(previous);
            if (afterConnector && !Words.isConnector(rune)) {
                inCapitals = Character.isUpperCase(rune);
                rune = Character.toUpperCase(rune);
            } else {
                if (!afterConnector && inCapitals) {
                    inCapitals = Character.isUpperCase(rune);
                    rune = inCapitals ? Character.toLowerCase(rune) : rune;
                }
                out.append(Utf8.encode(previous));
            }
            previous = rune;
        }
        return out.append(Utf8.encode(previous)).toString();
    }
}
