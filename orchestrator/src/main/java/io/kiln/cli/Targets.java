package io.kiln.cli;

import io.kiln.model.StageName;
import java.util.List;

/** What is to be built, as it is typed: {@code PACKAGE} or {@code TREE/PACKAGE}. */
final class Targets {

    private Targets() {}

    /** The targets in the order of typing, nothing twice. */
    static List<StageName> parse(List<String> texts) {
        return texts.stream()
                .map(text -> UsageException.parsing("target", () -> StageName.parse(text)))
                .distinct()
                .toList();
    }
}
