package io.kiln.oci.archive;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Writes an OCI image layout as one tar file, the form that {@code oci-archive:} names. */
public final class OciArchive {

    private static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private OciArchive() {}

    /**
     * Writes an image as a stream, which stays open.
     *
     * @param ref the name in the archive's index, or empty for none
     * @throws io.kiln.oci.BlobMismatchException if a blob is damaged
     */
    public static void write(Image image, String ref, OutputStream out) throws IOException {
        ArchiveFiles files = new ArchiveFiles(out);
        files.file("oci-layout", MARKER);
        files.file("index.json", index(image.descriptor(), ref).raw().bytes());
        files.directory("blobs");
        files.directory("blobs/sha256");
        files.file(path(image.descriptor()), image.manifest().raw().bytes());
        files.blob(path(image.manifest().config()), image.manifest().config(), image);
        for (Descriptor layer : image.manifest().layers()) {
            files.blob(path(layer), layer, image);
        }
        files.finish();
    }

    static String path(Descriptor blob) {
        return "blobs/sha256/" + blob.digest().hex();
    }

    private static ImageIndex index(Descriptor manifest, String ref) {
        Map<String, String> name = ref.isEmpty() ? Map.of() : Map.of(OciLayout.REF_NAME, ref);
        return ImageIndex.builder()
                .manifest(new Descriptor(
                        manifest.mediaType(), manifest.digest(), manifest.size(), name, Optional.empty()))
                .build();
    }
}
