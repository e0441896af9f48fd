package io.kiln.exec;

import io.kiln.store.SnapshotId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for as long as a test runs. */
public final class MemoryInstructionCache implements InstructionCache {

    public final Map<String, SnapshotId> snapshots = new ConcurrentHashMap<>();
    public final Set<OnParent> passed = ConcurrentHashMap.newKeySet();
    private final Map<String, OnParent> parents = new ConcurrentHashMap<>();

    public record OnParent(String key, Optional<SnapshotId> parent) {}

    /** What the instruction with this script left behind. */
    public SnapshotId of(String script) {
        return snapshots.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(script))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** Forgets the instruction with this script, and only it. */
    public void forget(String script) {
        snapshots.keySet().removeIf(key -> key.endsWith(script));
    }

    @Override
    public Optional<SnapshotId> snapshot(String key, Optional<SnapshotId> parent) {
        return new OnParent(key, parent).equals(parents.get(key))
                ? Optional.ofNullable(snapshots.get(key))
                : Optional.empty();
    }

    @Override
    public void remember(String key, Optional<SnapshotId> parent, SnapshotId snapshot) {
        parents.put(key, new OnParent(key, parent));
        snapshots.put(key, snapshot);
    }

    @Override
    public boolean passed(String key, Optional<SnapshotId> parent) {
        return passed.contains(new OnParent(key, parent));
    }

    @Override
    public void rememberPassed(String key, Optional<SnapshotId> parent) {
        passed.add(new OnParent(key, parent));
    }
}
