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
 * The snapshots of instructions, kept as records of the store; each names the snapshot its instruction ran on. With {@code ignoreEarlier} only what this session left
 * behind is found.
 */
final class StoredInstructions implements InstructionCache {

    private static final String PARENT = "parent";
    private static final String FIRST = "none";

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
    public Optional<SnapshotId> snapshot(String key, Optional<SnapshotId> parent) throws IOException {
        // a damaged record is no record, and one whose content is gone neither: the instruction runs again
        return find(key, parent).flatMap(SnapshotId::in).filter(snapshots::exists);
    }

    @Override
    public void remember(String key, Optional<SnapshotId> parent, SnapshotId snapshot) throws IOException {
        actions.put(key, Actions.newRecord().put("snapshot", snapshot.value()).put(PARENT, name(parent)));
        ofThisSession.add(key);
    }

    @Override
    public boolean passed(String key, Optional<SnapshotId> parent) throws IOException {
        return find(key, parent).map(node -> node.path("passed").asBoolean()).orElse(false);
    }

    @Override
    public void rememberPassed(String key, Optional<SnapshotId> parent) throws IOException {
        actions.put(key, Actions.newRecord().put("passed", true).put(PARENT, name(parent)));
        ofThisSession.add(key);
    }

    private Optional<JsonNode> find(String key, Optional<SnapshotId> parent) throws IOException {
        if (ignoreEarlier && !ofThisSession.contains(key)) {
            return Optional.empty();
        }
        return actions.find(key).filter(node -> node.path(PARENT).asText().equals(name(parent)));
    }

    private static String name(Optional<SnapshotId> parent) {
        return parent.map(SnapshotId::value).orElse(FIRST);
    }
}
