package io.kiln.model.workspace;

import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.util.Arrays;
import java.util.Optional;

/** Rules for the paths that users write. */
final class PathRules {

    private PathRules() {}

    /** The absolute path of a field; nothing if it is absent, or not such a path, which is reported. */
    static Optional<String> absolute(Fields fields, String key, Problems problems) {
        return fields.text(key).filter(path -> isAbsolute(path, "\"" + key + "\"", fields.at(key), problems));
    }

    static boolean isAbsolute(String path, String what, Position at, Problems problems) {
        if (!path.startsWith("/")) {
            problems.error(at, what + " must be an absolute path, but \"" + path + "\" is not", "write /" + path);
            return false;
        }
        if (climbs(path)) {
            problems.error(at, what + " \"" + path + "\" contains \"..\"", "write the path without it");
            return false;
        }
        return true;
    }

    /** Whether a path stays below the directory that it is taken relative to. */
    static boolean isBelow(String path, String what, Position at, Problems problems) {
        if (path.startsWith("/")) {
            problems.error(
                    at,
                    what + " \"" + path + "\" is absolute",
                    "write a path relative to the working directory of the step");
            return false;
        }
        if (climbs(path)) {
            problems.error(at, what + " \"" + path + "\" leads out of the working directory of the step");
            return false;
        }
        if (path.endsWith("/") || path.equals(".") || path.endsWith("/.")) {
            problems.error(at, what + " \"" + path + "\" names a directory, but must name a file");
            return false;
        }
        return true;
    }

    private static boolean climbs(String path) {
        return path.contains("..") && Arrays.asList(path.split("/", -1)).contains("..");
    }
}
