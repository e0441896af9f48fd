package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.DockerExecutor;
import io.kiln.exec.runc.RuncExecutor;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.List;

/** Turns the word of {@code --executor} into an executor. */
final class ExecutorChoice {

    private static final List<String> WORDS = List.of("auto", "runc", "docker");

    private ExecutorChoice() {}

    /**
     * Opens the executor that was asked for; {@code auto} is runc where this host can run it, else docker.
     *
     * @param stages how many may run at once
     * @throws BuildException if there is no such executor, or this host cannot run it; the message says what is missing
     */
    static StageExecutor open(String word, SnapshotStore snapshots, int stages)
            throws BuildException, IOException, InterruptedException {
        check(word);
        if (word.equals("docker")) {
            return docker(snapshots, stages);
        }
        ExecutorFinding runc = ExecutorSurvey.runc(snapshots);
        if (runc.usable()) {
            return new RuncExecutor(snapshots);
        }
        if (word.equals("runc")) {
            throw new ExecutorSurvey(List.of(runc)).refusal();
        }
        try {
            return docker(snapshots, stages);
        } catch (BuildException e) {
            throw new ExecutorSurvey(List.of(runc, ExecutorFinding.lacking("docker", String.valueOf(e.getMessage()))))
                    .refusal();
        }
    }

    private static StageExecutor docker(SnapshotStore snapshots, int stages)
            throws BuildException, InterruptedException {
        return DockerExecutor.open(DockerEndpoint.find(System.getenv()), snapshots, stages);
    }

    /** @throws BuildException if there is no executor of this name */
    static void check(String word) throws BuildException {
        if (!WORDS.contains(word)) {
            throw new BuildException(
                    2, "--executor: there is no executor '" + word + "' (" + String.join(", ", WORDS) + ")");
        }
    }
}
