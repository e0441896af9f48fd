package io.kiln.model.workspace;

import io.kiln.model.Platform;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Problems;
import java.util.Optional;

/** Reads platforms from fields. */
final class Platforms {

    private Platforms() {}

    /** The platform of a field; nothing if it is absent, or not one that Kiln can build, which is reported. */
    static Optional<Platform> read(Fields fields, String key, Problems problems) {
        Optional<String> text = fields.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Platform platform = Platform.parse(text.get());
            if (platform.os().equals("linux")) {
                return Optional.of(platform);
            }
            problems.error(fields.at(key), "platform " + platform + " is not a Linux platform");
        } catch (IllegalArgumentException e) {
            problems.error(fields.at(key), String.valueOf(e.getMessage()), "write for example linux/amd64");
        }
        return Optional.empty();
    }
}
