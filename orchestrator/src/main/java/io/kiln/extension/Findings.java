package io.kiln.extension;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings; of each rule as many as somebody would read. Not thread-safe. */
final class Findings {

    private static final int MOST_OF_A_RULE = 100;

    private final String image;
    private final List<ExtensionFinding> found = new ArrayList<>();
    private final Map<ExtensionRule, Integer> counts = new EnumMap<>(ExtensionRule.class);

    Findings(String image) {
        this.image = image;
    }

    void error(ExtensionRule rule, String path, String message, String advice) {
        add(ExtensionFinding.error(image, path, rule, message, advice));
    }

    void add(ExtensionFinding finding) {
        if (counts.merge(finding.rule(), 1, Integer::sum) <= MOST_OF_A_RULE) {
            found.add(finding);
        }
    }

    List<ExtensionFinding> all() {
        List<ExtensionFinding> all = new ArrayList<>(found);
        counts.forEach((rule, count) -> {
            if (count > MOST_OF_A_RULE) {
                all.add(ExtensionFinding.error(
                        image,
                        "",
                        rule,
                        "there are " + (count - MOST_OF_A_RULE) + " more findings of the rule '" + rule.word() + "'",
                        "mend those above first"));
            }
        });
        return List.copyOf(all);
    }
}
