package io.kiln.build;

import io.kiln.oci.Image;
import io.kiln.oci.ImageReference;
import io.kiln.oci.archive.DockerArchive;
import io.kiln.oci.archive.OciArchive;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.util.List;

/** Writes an image as an archive. The file appears whole or not at all. */
final class ArchiveOutput {

    private ArchiveOutput() {}

    static void write(OutputSpec output, Image image, ImageReference name) throws IOException {
        WholeFile.write(output.destination(), out -> {
            if (output.type() == OutputSpec.Type.DOCKER) {
                DockerArchive.write(image, List.of(name.toString()), out);
            } else {
                OciArchive.write(image, name.tag().orElse(""), out);
            }
        });
    }
}
