package io.kiln.model;

import io.kiln.model.yaml.Position;
import java.util.List;

/** What a step declares about the software that it builds, to be written as an SPDX document. */
public record Sbom(
        String outputPath,
        String name,
        String version,
        List<String> cpes,
        String purl,
        List<String> licenses,
        Position at) {}
