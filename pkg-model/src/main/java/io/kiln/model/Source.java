package io.kiln.model;

import io.kiln.model.yaml.Position;

/**
 * A file to fetch for a step: its URL, where it appears below the working directory, and both checksums as lower-case
 * hex.
 */
public record Source(String url, String destination, String sha256, String sha512, Position at) {}
