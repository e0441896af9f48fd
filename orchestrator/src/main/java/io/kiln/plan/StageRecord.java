package io.kiln.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotId;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the execution of a stage left behind.
 *
 * @param outputId given afresh at each execution: what dependents are keyed by, so that they never outlive what they
 *     were built on
 * @param layers the output, bottom first
 */
public record StageRecord(StageKey key, String stage, String outputId, List<SnapshotId> layers) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** The record of an execution that just ended. */
    public static StageRecord ofExecution(StageKey key, String stage, List<SnapshotId> layers) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new StageRecord(key, stage, HexFormat.of().formatHex(bytes), List.copyOf(layers));
    }

    /** The record under this key, if there is one that can be read. */
    public static Optional<StageRecord> find(Actions actions, StageKey key) throws IOException {
        Optional<JsonNode> node = actions.find(key.recordName());
        if (node.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<SnapshotId> layers = new ArrayList<>();
            for (JsonNode layer : node.get().path("layers")) {
                layers.add(new SnapshotId(layer.asText()));
            }
            String outputId = node.get().path("outputId").asText();
            return outputId.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StageRecord(key, node.get().path("stage").asText(), outputId, layers));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a damaged record is no record: the stage runs again
        }
    }

    /** Writes the record; {@code plan} tells what made the key, for whoever asks why it changed. */
    public void save(Actions actions, StagePlan plan, long elapsedMillis) throws IOException {
        ObjectNode node = Actions.newRecord();
        node.put("stage", stage).put("platform", plan.platform().toString()).put("outputId", outputId);
        layers.forEach(layer -> node.withArray("layers").add(layer.value()));
        node.put("elapsedMillis", elapsedMillis).put("endedAtMillis", System.currentTimeMillis());
        ObjectNode inputs = node.putObject("inputs");
        plan.inputs()
                .forEach(
                        input -> inputs.put(input.name() + " " + input.from() + " -> " + input.to(), input.identity()));
        inputs.put("context", plan.contextDigest());
        plan.steps()
                .forEach(step -> step.instructions()
                        .forEach(task -> inputs.put(
                                "step " + step.index() + " " + task.phase().key() + " " + task.index(), task.key())));
        actions.put(key.recordName(), node);
    }
}
