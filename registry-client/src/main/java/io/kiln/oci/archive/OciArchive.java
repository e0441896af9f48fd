package io.kiln.oci.archive;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Documents;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
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
        ArchiveFiles files = start(image.descriptor(), ref, out);
        add(files, image.manifest(), image);
        files.finish();
    }

    /**
     * Writes an index with all images in it as a stream, which stays open.
     *
     * @param source has the manifests of the index among its blobs
     * @param ref the name in the archive's index, or empty for none
     * @throws io.kiln.oci.MalformedDocumentException if there is anything but image manifests in the index
     */
    public static void write(ImageIndex images, BlobSource source, String ref, OutputStream out) throws IOException {
        ArchiveFiles files = start(images.descriptor(), ref, out);
        files.file(path(images.descriptor()), images.raw().bytes());
        for (Descriptor child : images.manifests()) {
            add(files, ImageManifest.read(Documents.fetch(source, child).bytes(), child.mediaType()), source);
        }
        files.finish();
    }

    private static ArchiveFiles start(Descriptor root, String ref, OutputStream out) throws IOException {
        ArchiveFiles files = new ArchiveFiles(out);
        files.file("oci-layout", MARKER);
        files.file("index.json", index(root, ref).raw().bytes());
        files.directory("blobs");
        files.directory("blobs/sha256");
        return files;
    }

    private static void add(ArchiveFiles files, ImageManifest manifest, BlobSource source) throws IOException {
        files.file(path(manifest.descriptor()), manifest.raw().bytes());
        files.blob(path(manifest.config()), manifest.config(), source);
        for (Descriptor layer : manifest.layers()) {
            files.blob(path(layer), layer, source);
        }
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
