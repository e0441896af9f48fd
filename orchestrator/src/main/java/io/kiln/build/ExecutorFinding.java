package io.kiln.build;

import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.EngineFacts;
import java.util.List;
import java.util.Optional;

/**
 * Whether this machine can run stages with an executor.
 *
 * @param executor its word in {@code --executor}
 * @param lacking one sentence for each thing that is missing; empty if stages can run
 * @param notes what is missing for some stages only
 * @param endpoint where the Docker Engine is looked for, for the executor that needs one and unless that is malformed
 * @param engine the engine that answered there
 */
public record ExecutorFinding(
        String executor,
        List<String> lacking,
        List<String> notes,
        Optional<DockerEndpoint> endpoint,
        Optional<EngineFacts> engine) {

    public ExecutorFinding {
        lacking = List.copyOf(lacking);
        notes = List.copyOf(notes);
    }

    /** One that cannot run, and why. */
    static ExecutorFinding lacking(String executor, String sentence) {
        return new ExecutorFinding(executor, List.of(sentence), List.of(), Optional.empty(), Optional.empty());
    }

    public boolean usable() {
        return lacking.isEmpty();
    }
}
