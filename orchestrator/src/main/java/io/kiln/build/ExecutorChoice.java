package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.runc.RuncExecutor;
import io.kiln.exec.runc.RuncPreflight;
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
        List<String> lacking = RuncPreflight.check(snapshots);
        if (!lacking.isEmpty()) {
            throw new BuildException(
                    3, "this machine cannot run builds with runc:\n  - " + String.join("\n  - ", lacking));
        }
        return new RuncExecutor(snapshots);
    }

    /** @throws BuildException if there is no executor of this name */
    static void check(String word) throws BuildException {
        if (!word.equals("auto") && !word.equals("runc")) {
            throw new BuildException(2, "--executor: there is no executor '" + word + "' (auto, runc)");
        }
    }
}
