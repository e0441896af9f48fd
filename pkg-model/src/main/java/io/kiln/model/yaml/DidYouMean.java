package io.kiln.model.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody probably meant. */
public final class DidYouMean {

    private static final int LONGEST_WORD = 80;

    private DidYouMean() {}

    /** The hint "did you mean ...?" for the closest of the known words, if one is close. */
    public static Optional<String> hint(String word, Collection<String> known) {
        return closest(word, known).map(k -> "did you mean \"" + k + "\"?");
    }

    static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String typed = word.toLowerCase(Locale.ROOT);
        int best = Math.max(1, typed.length() / 3) + 1;
        String found = null;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - typed.length()) < best) {
                int distance = distance(typed, candidate.toLowerCase(Locale.ROOT));
                if (distance < best) {
                    best = distance;
                    found = candidate;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
