package io.kiln.build;

import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.archive.DockerArchive;
import io.kiln.oci.archive.OciArchive;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Writes an image as an archive. The file appears whole or not at all. */
final class ArchiveOutput {

    private ArchiveOutput() {}

    static void write(OutputSpec output, Image image, ImageReference name) throws IOException {
        Path file = output.destination().toAbsolutePath();
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException(file + " is not a file that can be written");
        }
        Files.createDirectories(parent);
        Path temp = Files.createTempFile(parent, ".image", ".tar");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temp), 1 << 16)) {
                if (output.type() == OutputSpec.Type.DOCKER) {
                    DockerArchive.write(image, List.of(name.toString()), out);
                } else {
                    OciArchive.write(image, name.tag().orElse(""), out);
                }
            }
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temp);
        }
    }
}
