package io.kiln.model;

import io.kiln.model.yaml.Position;

/** One script block of a phase; {@code at} is where the user wrote it. */
public record Instruction(String script, Position at) {}
