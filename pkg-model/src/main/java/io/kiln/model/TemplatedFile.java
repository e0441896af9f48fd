package io.kiln.model;

import io.kiln.model.yaml.PositionMap;

/**
 * A {@code *.tmpl} after rendering.
 *
 * @param path relative to the package's directory, without {@code .tmpl}
 * @param positions lead from the content back to the template
 */
public record TemplatedFile(String path, byte[] content, PositionMap positions) {}
