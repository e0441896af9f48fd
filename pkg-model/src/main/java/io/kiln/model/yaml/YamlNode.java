package io.kiln.model.yaml;

/** A value in a YAML document, with the place where the user wrote it. Immutable. */
public sealed interface YamlNode permits YamlScalar, YamlSequence, YamlMapping {

    /** Where the value starts in the user's file. */
    Position at();

    /** What it is, in words for a message: "a list", "a text". */
    String describe();
}
