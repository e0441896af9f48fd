package io.kiln.plan;

import io.kiln.model.yaml.Position;

/**
 * One thing that a stage's root is made of, as it enters the key.
 *
 * @param name what to call it: {@code base debian}, {@code stage kernel-build}, {@code image …}
 * @param identity what the key depends on: the {@code OutputId} of a stage, the digest of an image
 * @param origin where its layers come from when the stage runs
 */
public record PlannedInput(String name, String identity, InputOrigin origin, String from, String to, Position at) {}
