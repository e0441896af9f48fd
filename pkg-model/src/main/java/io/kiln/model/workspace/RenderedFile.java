package io.kiln.model.workspace;

import io.kiln.model.yaml.PositionMap;

/**
 * A file of the tree after templating.
 *
 * @param source the user's file, relative to the root
 * @param path the same without {@code .tmpl}
 * @param positions lead from the content back to the user's file
 */
record RenderedFile(String source, String path, byte[] content, PositionMap positions) {}
