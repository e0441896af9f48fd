package io.kiln.exec.runc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One mount of a container, in the words of the OCI runtime specification. */
record Mount(String destination, String type, String source, List<String> options) {

    static Mount bind(Path source, String destination, String... more) {
        List<String> options = new ArrayList<>(List.of("bind", "rprivate"));
        options.addAll(List.of(more));
        return new Mount(destination, "bind", source.toString(), options);
    }
}
