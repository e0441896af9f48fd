package io.kiln.model.workspace;

import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import java.util.Optional;

/** Reads rendered files as YAML. */
final class RenderedTexts {

    private RenderedTexts() {}

    /** The root of the file's first document; nothing if it is empty or cannot be read, which is reported. */
    static Optional<YamlNode> yaml(RenderedFile file, Problems problems) {
        return Utf8.decode(file.content(), file.positions(), "the text is not UTF-8 after templating", problems)
                .flatMap(text -> YamlReader.read(text, file.positions(), problems));
    }
}
