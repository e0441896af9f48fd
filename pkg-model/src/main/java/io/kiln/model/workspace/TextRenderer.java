package io.kiln.model.workspace;

import io.kiln.model.yaml.Problems;
import java.util.Map;
import java.util.Optional;

/** Runs one file of the tree through the template engine. */
interface TextRenderer {

    /** The rendered file, or nothing if the template fails, which is reported. */
    Optional<RenderedFile> render(
            String source, String path, byte[] text, Map<String, String> variables, Problems problems);
}
