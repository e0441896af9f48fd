package io.kiln.exec;

import io.kiln.model.yaml.Position;
import io.kiln.store.SnapshotId;
import java.util.List;

/**
 * One thing that the root of a stage is made of.
 *
 * @param name what to call it in an error: {@code base}, {@code stage kernel-build}, {@code image …}
 * @param layers bottom first; whiteouts in them act within this list only and never on another input
 * @param from {@code /}, or the directory (or file) in these layers whose content is wanted
 * @param to {@code /}, or where it appears
 */
public record StageInput(String name, List<SnapshotId> layers, String from, String to, Position at) {}
