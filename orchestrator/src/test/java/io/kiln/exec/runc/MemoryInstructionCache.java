package io.kiln.exec.runc;

import io.kiln.exec.InstructionCache;
import io.kiln.store.SnapshotId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for as long as a test runs. */
final class MemoryInstructionCache implements InstructionCache {

    final Map<String, SnapshotId> snapshots = new ConcurrentHashMap<>();
    final Set<String> passed = ConcurrentHashMap.newKeySet();

    /** What the instruction with this script left behind. */
    SnapshotId of(String script) {
        return snapshots.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(script))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public Optional<SnapshotId> snapshot(String key) {
        return Optional.ofNullable(snapshots.get(key));
    }

    @Override
    public void remember(String key, SnapshotId snapshot) {
        snapshots.put(key, snapshot);
    }

    @Override
    public boolean passed(String key) {
        return passed.contains(key);
    }

    @Override
    public void rememberPassed(String key) {
        passed.add(key);
    }
}
