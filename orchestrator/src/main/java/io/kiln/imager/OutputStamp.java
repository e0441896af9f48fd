package io.kiln.imager;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.store.Actions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Remembers which file was written for which inputs, so that it is not written again while it stays as it is. */
final class OutputStamp {

    private final Actions actions;
    private final String key;
    private final Path file;

    /** @param inputs stands for all that the content depends on */
    OutputStamp(Actions actions, String inputs, Path file) {
        this.actions = actions;
        this.file = file.toAbsolutePath().normalize();
        this.key = new InputKey("imageroutput")
                .add(inputs)
                .add(this.file.toString())
                .name();
    }

    /** Whether the file is the one that was written for these inputs. */
    boolean isCurrent() throws IOException {
        Optional<JsonNode> known = actions.find(key);
        return known.isPresent()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && known.get().path("file").asText().equals(state());
    }

    void remember() throws IOException {
        actions.put(key, Actions.newRecord().put("file", state()).put("path", file.toString()));
    }

    private String state() throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return now.size() + " " + now.lastModifiedTime() + " " + now.fileKey();
    }
}
