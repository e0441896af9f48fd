package io.kiln.build;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.exec.InstructionCache;
import io.kiln.store.Actions;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The snapshots of instructions, kept as records of the store. With {@code ignoreEarlier} only what this session left
 * behind is found.
 */
final class StoredInstructions implements InstructionCache {

    private final Actions actions;
    private final SnapshotStore snapshots;
    private final boolean ignoreEarlier;
    private final Set<String> ofThisSession = ConcurrentHashMap.newKeySet();

    StoredInstructions(Actions actions, SnapshotStore snapshots, boolean ignoreEarlier) {
        this.actions = actions;
        this.snapshots = snapshots;
        this.ignoreEarlier = ignoreEarlier;
    }

    @Override
    public Optional<SnapshotId> snapshot(String key) throws IOException {
        Optional<JsonNode> node = find(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        try {
            SnapshotId id = new SnapshotId(node.get().path("snapshot").asText());
            return snapshots.exists(id) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a damaged record is no record: the instruction runs again
        }
    }

    @Override
    public void remember(String key, SnapshotId snapshot) throws IOException {
        actions.put(key, Actions.newRecord().put("snapshot", snapshot.value()));
        ofThisSession.add(key);
    }

    @Override
    public boolean passed(String key) throws IOException {
        return find(key).map(node -> node.path("passed").asBoolean()).orElse(false);
    }

    @Override
    public void rememberPassed(String key) throws IOException {
        actions.put(key, Actions.newRecord().put("passed", true));
        ofThisSession.add(key);
    }

    private Optional<JsonNode> find(String key) throws IOException {
        return ignoreEarlier && !ofThisSession.contains(key) ? Optional.empty() : actions.find(key);
    }
}
