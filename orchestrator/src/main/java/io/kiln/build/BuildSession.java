package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.model.graph.StageId;
import io.kiln.plan.StageRecord;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Actions;
import io.kiln.store.KeyLocks;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * All targets of one command, built over one graph: a stage that several of them need runs once, and what they share
 * is the same for all. When the store turns out to have lost the content of a result that is needed, that stage is
 * made anew, and everything built on it is planned again.
 */
final class BuildSession {

    /** Each extra round makes at least one lost stage again, so this many means that content is lost as fast as made. */
    private static final int MAX_ROUNDS = 1000;

    private final Actions actions;
    private final KeyLocks locks;
    private final SnapshotStore snapshots;
    private final StageResolver resolver;
    private final int jobs;
    private final BuildEvents events;

    BuildSession(
            Actions actions,
            KeyLocks locks,
            SnapshotStore snapshots,
            StageResolver resolver,
            int jobs,
            BuildEvents events) {
        this.actions = actions;
        this.locks = locks;
        this.snapshots = snapshots;
        this.resolver = resolver;
        this.jobs = jobs;
        this.events = events;
    }

    /** What is done with the results of a walk before they are let out; content that is gone starts another walk. */
    @FunctionalInterface
    interface Ending<T> {
        T end(Map<StageId, StageRecord> results) throws BuildException, IOException, InterruptedException;
    }

    /** Builds the graph, and ends with results whose targets all have their content in the store. */
    <T> T run(BuildGraph graph, Ending<T> ending) throws BuildException, IOException, InterruptedException {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            try {
                Map<StageId, StageRecord> results = new Round(graph, resolver, jobs).run();
                Optional<StageRecord> lost = graph.targets().stream()
                        .map(results::get)
                        .filter(this::isLost)
                        .findFirst();
                if (lost.isEmpty()) {
                    return ending.end(results);
                }
                forget(lost.get());
            } catch (ContentCollectedException e) {
                forget(resolver.planned(e.identity()));
            }
        }
        throw new BuildException(
                3,
                "the content of finished stages disappears from the store while it is used. "
                        + "Is something else deleting files there?");
    }

    private boolean isLost(StageRecord result) {
        return !result.layers().stream().allMatch(snapshots::exists);
    }

    /** Another process may have made it again meanwhile; then that result is kept. */
    private void forget(StageRecord lost) throws IOException, InterruptedException {
        try (KeyLocks.Held held = locks.acquire(lost.key().recordName())) {
            Optional<StageRecord> recorded = StageRecord.find(actions, lost.key());
            if (recorded.isPresent() && recorded.get().outputId().equals(lost.outputId())) {
                events.on(new BuildEvent.Warned("the content of " + lost.stage()
                        + " was removed from the store; it is made again, and so is all that was built on it"));
                actions.remove(lost.key().recordName());
            }
        }
    }
}
