package io.kiln.registry;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers which repositories of one registry took which blobs from us, as places to mount from. Thread-safe. */
final class PushedBlobs {

    private static final int MAX_BLOBS = 10_000;

    private final Map<Digest, Set<String>> repositories = new LinkedHashMap<>();

    synchronized void add(Digest blob, String repository) {
        if (repositories.size() < MAX_BLOBS || repositories.containsKey(blob)) {
            repositories.computeIfAbsent(blob, b -> new LinkedHashSet<>()).add(repository);
        }
    }

    /** Where to mount from: what we know ourselves first, then what the caller knows; never the target. */
    synchronized List<String> origins(Descriptor blob, BlobOrigins more, String target) {
        Set<String> all = new LinkedHashSet<>(repositories.getOrDefault(blob.digest(), Set.of()));
        all.addAll(more.repositories(blob));
        all.remove(target);
        return new ArrayList<>(all);
    }
}
