package io.kiln.model.extension;

/** One condition of a {@link VersionRange}: an operator and a full version. */
record Comparator(Operator operator, SemanticVersion bound) {

    /** How a version must stand to the bound. */
    enum Operator {
        EQUAL,
        NOT_EQUAL,
        GREATER,
        AT_LEAST,
        LESS,
        AT_MOST
    }

    boolean accepts(SemanticVersion version) {
        int order = version.compareTo(bound);
        return switch (operator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
        };
    }
}
