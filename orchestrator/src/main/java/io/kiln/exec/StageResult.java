package io.kiln.exec;

import io.kiln.store.SnapshotId;
import java.time.Duration;
import java.util.List;

/**
 * What a stage gave.
 *
 * @param layers the output, bottom first: one for each {@code finalize} entry
 * @param executed instructions that ran
 * @param reused instructions that had a snapshot already
 * @param linked regular files of the output that are hard links
 * @param copied regular files of the output whose bytes had to be copied
 */
public record StageResult(
        List<SnapshotId> layers, int executed, int reused, long linked, long copied, Duration elapsed) {}
