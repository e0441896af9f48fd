package io.kiln.registry.jib;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A layer out of the files and folders in one folder, which stands for the root of the image; jib knows no links. */
final class LayerOfFiles {

    private static final FilePermissions PLAIN = FilePermissions.fromOctalString("644");
    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");

    private LayerOfFiles() {}

    /** @throws IOException also if there is something else than files and folders */
    static FileEntriesLayer of(Path folder, Instant time) throws IOException {
        FileEntriesLayer.Builder layer =
                FileEntriesLayer.builder().setName(folder.getFileName().toString());
        for (Path path : contents(folder)) {
            if (Files.isSymbolicLink(path)) {
                throw new IOException("'" + path + "' is a link, and jib would follow it; put a file in its place");
            }
            boolean executable = Files.isDirectory(path) || Files.isExecutable(path);
            layer.addEntry(
                    path, AbsoluteUnixPath.get("/" + folder.relativize(path)), executable ? PROGRAM : PLAIN, time);
        }
        return layer.build();
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }
}
