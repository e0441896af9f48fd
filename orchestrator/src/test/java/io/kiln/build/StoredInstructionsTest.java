package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.store.Actions;
import io.kiln.store.KilnHome;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredInstructionsTest {

    private static final String KEY = "instruction-" + "a".repeat(64);
    private static final Optional<SnapshotId> FIRST = Optional.empty();
    private static final Optional<SnapshotId> PARENT = Optional.of(SnapshotId.fresh());

    @TempDir
    Path directory;

    private SnapshotStore snapshots;
    private Actions actions;
    private StoredInstructions instructions;

    @BeforeEach
    void open() throws IOException {
        snapshots = SnapshotStore.open(directory);
        actions = new Actions(new KilnHome(directory));
        instructions = new StoredInstructions(actions, snapshots, false);
    }

    @AfterEach
    void close() throws IOException {
        snapshots.close();
    }

    @Test
    void aSnapshotIsFoundOnTheParentItWasLeftOnOnly() throws IOException {
        SnapshotId left = snapshot();
        instructions.remember(KEY, PARENT, left);

        assertThat(instructions.snapshot(KEY, PARENT)).hasValue(left);
        assertThat(instructions.snapshot(KEY, Optional.of(SnapshotId.fresh()))).isEmpty();
        assertThat(instructions.snapshot(KEY, FIRST)).isEmpty();
    }

    @Test
    void theFirstInstructionHasNoParent() throws IOException {
        SnapshotId left = snapshot();
        instructions.remember(KEY, FIRST, left);

        assertThat(instructions.snapshot(KEY, FIRST)).hasValue(left);
        assertThat(instructions.snapshot(KEY, PARENT)).isEmpty();
    }

    @Test
    void aTestHasPassedOnTheParentItRanOnOnly() throws IOException {
        instructions.rememberPassed(KEY, PARENT);

        assertThat(instructions.passed(KEY, PARENT)).isTrue();
        assertThat(instructions.passed(KEY, Optional.of(SnapshotId.fresh()))).isFalse();
        assertThat(instructions.passed(KEY, FIRST)).isFalse();
    }

    @Test
    void aRecordThatNamesNoParentIsNoRecord() throws IOException {
        actions.put(KEY, Actions.newRecord().put("snapshot", snapshot().value()).put("passed", true));

        assertThat(instructions.snapshot(KEY, FIRST)).isEmpty();
        assertThat(instructions.passed(KEY, FIRST)).isFalse();
    }

    @Test
    void aSnapshotThatIsNoLongerInTheStoreIsNotFound() throws IOException {
        SnapshotId left = snapshot();
        instructions.remember(KEY, FIRST, left);
        snapshots.delete(left);

        assertThat(instructions.snapshot(KEY, FIRST)).isEmpty();
    }

    @Test
    void withoutTheCacheOnlyWhatThisSessionLeftIsFound() throws IOException {
        instructions.remember(KEY, FIRST, snapshot());
        StoredInstructions fresh = new StoredInstructions(actions, snapshots, true);
        assertThat(fresh.snapshot(KEY, FIRST)).isEmpty();

        SnapshotId left = snapshot();
        fresh.remember(KEY, FIRST, left);
        assertThat(fresh.snapshot(KEY, FIRST)).hasValue(left);
    }

    private SnapshotId snapshot() throws IOException {
        try (SnapshotDraft draft = snapshots.begin()) {
            return snapshots.commit(draft, "a test", true);
        }
    }
}
