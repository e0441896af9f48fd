package io.kiln.model;

import io.kiln.model.yaml.Position;

/** Copies the content of {@code from} in the build root to {@code to} in the result. */
public record Finalize(String from, String to, Position at) {}
