package io.kiln.model;

import io.kiln.model.yaml.Position;
import java.util.Optional;

/**
 * What a package is built on: exactly one of {@code stage} (a package of this tree or of a mounted one) and {@code image} (a reference, in
 * which every {@code ${NAME}} has been replaced), and where its content appears.
 */
public record Dependency(
        Optional<StageName> stage,
        Optional<String> image,
        String from,
        String to,
        Optional<Platform> platform,
        boolean runtime,
        Position at) {}
