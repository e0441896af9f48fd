package io.kiln.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.image.ImageFacts;
import io.kiln.model.graph.StageId;
import io.kiln.store.Actions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * That the targets of a session were proved, and what was found in each; kept in the store, so that it is found once.
 */
record ProofRecord(Map<StageId, ImageFacts> facts) {

    /** The record of an earlier proof, if it speaks of every target. */
    static Optional<ProofRecord> find(Actions actions, String key, List<BuiltTarget> targets) throws IOException {
        Optional<JsonNode> record = actions.find(key);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        Map<StageId, ImageFacts> facts = new LinkedHashMap<>();
        for (BuiltTarget target : targets) {
            ImageFacts.ofRecord(record.get().path("facts").path(target.id().toString()))
                    .ifPresent(known -> facts.put(target.id(), known));
        }
        return facts.size() == targets.size() ? Optional.of(new ProofRecord(facts)) : Optional.empty();
    }

    void put(Actions actions, String key) throws IOException {
        ObjectNode record = Actions.newRecord();
        ObjectNode all = record.putObject("facts");
        facts.forEach((target, found) -> {
            ObjectNode labels = all.putObject(target.toString());
            found.labels().forEach(labels::put);
        });
        actions.put(key, record);
    }
}
