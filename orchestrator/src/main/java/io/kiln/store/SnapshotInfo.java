package io.kiln.store;

import java.util.List;

/**
 * What {@code layer.json} says of a snapshot.
 *
 * @param forms the forms that exist: {@code fs}
 * @param origin where it came from, for people: {@code kernel-build build[0]}, {@code sha256:…}
 * @param whiteouts whether it may hold whiteouts or opaque directories
 */
public record SnapshotInfo(List<String> forms, String origin, boolean whiteouts) {}
