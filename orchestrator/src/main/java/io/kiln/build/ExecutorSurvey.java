package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.DockerEngine;
import io.kiln.exec.runc.RuncPreflight;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the executors find on this machine. {@code kiln doctor} shows it, and {@code --executor auto} goes by it.
 *
 * @param findings in the order in which {@code auto} tries them
 */
public record ExecutorSurvey(List<ExecutorFinding> findings) {

    public ExecutorSurvey {
        findings = List.copyOf(findings);
    }

    /** Looks for all executors. */
    public static ExecutorSurvey of(SnapshotStore store, Map<String, String> environment)
            throws IOException, InterruptedException {
        return new ExecutorSurvey(List.of(runc(store), docker(environment)));
    }

    static ExecutorFinding runc(SnapshotStore store) throws IOException, InterruptedException {
        List<String> lacking = RuncPreflight.check(store);
        List<String> notes = lacking.isEmpty() ? RuncPreflight.checkNetwork() : List.of();
        return new ExecutorFinding("runc", lacking, notes, Optional.empty(), Optional.empty());
    }

    private static ExecutorFinding docker(Map<String, String> environment) throws InterruptedException {
        Optional<DockerEndpoint> endpoint = Optional.empty();
        try {
            endpoint = Optional.of(DockerEndpoint.find(environment));
            try (DockerEngine engine = DockerEngine.open(endpoint.get(), 1)) {
                return new ExecutorFinding("docker", List.of(), List.of(), endpoint, Optional.of(engine.facts()));
            }
        } catch (BuildException e) {
            return new ExecutorFinding("docker", List.of(e.getMessage()), List.of(), endpoint, Optional.empty());
        }
    }

    /** The executor that {@code auto} takes: the first that this machine can run. */
    public Optional<ExecutorFinding> choice() {
        return findings.stream().filter(ExecutorFinding::usable).findFirst();
    }

    /** Why a build cannot start with any of these executors. */
    BuildException refusal() {
        String names = findings.stream().map(ExecutorFinding::executor).collect(Collectors.joining(" or "));
        String lacking = findings.stream()
                .flatMap(finding -> finding.lacking().stream())
                .map(sentence -> "\n  - " + sentence)
                .collect(Collectors.joining());
        return new BuildException(3, "this machine cannot run builds with " + names + ":" + lacking);
    }
}
