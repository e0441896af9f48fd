package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.runc.RuncExecutor;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.List;

/** Turns the word of {@code --executor} into an executor. */
final class ExecutorChoice {

    private ExecutorChoice() {}

    /**
     * Opens the executor that was asked for; {@code auto} is runc, the only one so far.
     *
     * @throws BuildException if there is no such executor, or this host cannot run it; the message says what is missing
     */
    static StageExecutor open(String word, SnapshotStore snapshots)
            throws BuildException, IOException, InterruptedException {
        check(word);
        ExecutorFinding runc = ExecutorSurvey.runc(snapshots);
        if (runc.usable()) {
            return new RuncExecutor(snapshots);
        }
        // What another executor lacks for 'auto' comes here, behind runc.
        throw new ExecutorSurvey(List.of(runc)).refusal();
    }

    /** @throws BuildException if there is no executor of this name */
    static void check(String word) throws BuildException {
        if (!word.equals("auto") && !word.equals("runc")) {
            throw new BuildException(2, "--executor: there is no executor '" + word + "' (auto, runc)");
        }
    }
}
