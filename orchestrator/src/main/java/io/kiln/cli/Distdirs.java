package io.kiln.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The folders in which sources are looked up before the network. */
final class Distdirs {

    private Distdirs() {}

    /** Those of the command line, then those of {@code KILN_DISTDIR}, separated as in {@code PATH}. */
    static List<Path> of(List<Path> options, Map<String, String> environment) {
        List<Path> all = new ArrayList<>(options);
        for (String name : environment.getOrDefault("KILN_DISTDIR", "").split(File.pathSeparator)) {
            if (!name.isEmpty()) {
                all.add(Path.of(name));
            }
        }
        for (Path directory : all) {
            if (!Files.isDirectory(directory)) {
                throw new UsageException(
                        "there is no folder " + directory + " to look up sources in (--distdir, KILN_DISTDIR)");
            }
        }
        return all;
    }
}
