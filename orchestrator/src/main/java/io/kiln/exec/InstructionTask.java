package io.kiln.exec;

import io.kiln.model.Phase;
import io.kiln.model.yaml.Position;

/**
 * One instruction.
 *
 * @param index counted from 0 within its phase
 * @param key the instruction's cache key; two instructions with the same key that ran on the same snapshot give
 *     interchangeable snapshots. For {@link Phase#TEST} it is the key of a passed test, since a test leaves no snapshot
 */
public record InstructionTask(Phase phase, int index, String script, Position at, String key) {}
