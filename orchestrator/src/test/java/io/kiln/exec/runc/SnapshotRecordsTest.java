package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.MemoryInstructionCache;
import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotRecordsTest {

    private final MemoryInstructionCache cache = new MemoryInstructionCache();

    @Test
    void aRecordIsWrittenAfterTheContentOfItsSnapshotIsOnTheDisk() throws IOException {
        List<Integer> recordsAtSync = Collections.synchronizedList(new ArrayList<>());
        try (SnapshotRecords records = new SnapshotRecords(() -> recordsAtSync.add(cache.snapshots.size()), cache)) {
            records.add("a", Optional.empty(), SnapshotId.fresh());
            records.add("b", Optional.of(SnapshotId.fresh()), SnapshotId.fresh());
        }

        assertThat(recordsAtSync).containsExactly(0, 1);
        assertThat(cache.snapshots).containsOnlyKeys("a", "b");
    }

    @Test
    void anInterruptLosesNoRecord() throws IOException {
        SnapshotRecords records = new SnapshotRecords(SnapshotRecordsTest::nap, cache);
        records.add("a", Optional.empty(), SnapshotId.fresh());
        Thread.currentThread().interrupt();
        records.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.snapshots).containsOnlyKeys("a");
    }

    @Test
    void nothingIsRecordedWhenTheDiskFails() {
        SnapshotRecords records = new SnapshotRecords(
                () -> {
                    throw new IOException("the disk is gone");
                },
                cache);
        records.add("a", Optional.empty(), SnapshotId.fresh());

        assertThatThrownBy(records::close).isInstanceOf(IOException.class).hasMessageContaining("the disk is gone");
        assertThat(cache.snapshots).isEmpty();
    }

    private static void nap() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
