package io.kiln.extension;

import io.kiln.model.yaml.PositionMap;
import java.util.Optional;

/** Finds the file of the user that became a file of an extension, so that findings name it and not the copy. */
@FunctionalInterface
public interface UserTexts {

    /** Where nobody has files of their own. */
    UserTexts NONE = (name, content) -> Optional.empty();

    /**
     * The way back from a text to the user's file.
     *
     * @param name the last component of its path in the extension
     * @param content the whole of it; a file that merely looks like it is another one
     */
    Optional<PositionMap> find(String name, byte[] content);
}
