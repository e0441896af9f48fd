package io.kiln.oci.layout;

import io.kiln.oci.BlobSink;
import io.kiln.oci.BlobSource;
import io.kiln.oci.Content;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Documents;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An OCI image layout: a directory with {@code oci-layout}, {@code index.json} and {@code blobs/sha256}. Several
 * threads and processes may use one at the same time; a crash at any instant leaves either the old state or the new
 * one. See the OCI image specification, "Image Layout".
 */
public final class OciLayout implements BlobSource, BlobSink {

    /** The annotation under which the index keeps the name of a manifest. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private final Path root;
    private final BlobDirectory blobs;
    private final IndexFile index;

    private OciLayout(Path root) {
        this.root = root;
        this.blobs = new BlobDirectory(root.resolve("blobs/sha256"));
        this.index = new IndexFile(root);
    }

    /**
     * Opens the layout in a directory, and makes it one if it is empty or missing. What crashed writers left is removed.
     *
     * @throws LayoutException if there is a layout of another version
     */
    public static OciLayout openOrCreate(Path root) throws IOException {
        Files.createDirectories(root.resolve("blobs/sha256"));
        Path marker = root.resolve("oci-layout");
        if (!Files.exists(marker)) {
            try (TempFile temp = TempFile.in(root);
                    var out = temp.stream()) {
                out.write(MARKER.getBytes(StandardCharsets.UTF_8));
                temp.moveTo(marker);
            }
        }
        OciLayout layout = open(root);
        layout.index.createIfMissing();
        TempFile.sweep(root);
        TempFile.sweep(root.resolve("blobs/sha256"));
        return layout;
    }

    /**
     * Opens a layout that exists.
     *
     * @throws LayoutException if the directory is not a layout, or of another version
     */
    public static OciLayout open(Path root) throws IOException {
        LayoutMarker.check(root);
        return new OciLayout(root);
    }

    public Path root() {
        return root;
    }

    /** Whether the blob is here, by digest and size. */
    public boolean has(Descriptor blob) throws IOException {
        return blobs.has(blob);
    }

    /** The size of a blob in bytes, if it is here. */
    public OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(blobs.file(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** The file of a blob, to be read only; it may not exist. */
    public Path file(Digest digest) {
        return blobs.file(digest);
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        return Files.newInputStream(blobs.file(blob.digest()));
    }

    @Override
    public Descriptor put(String mediaType, Content content) throws IOException {
        return blobs.put(mediaType, content);
    }

    /**
     * Stores a blob whose digest and size are known. The stream is read to its end, and not at all if the blob is here;
     * the caller closes it.
     *
     * @throws io.kiln.oci.BlobMismatchException if the content is another; nothing of it is kept
     */
    public void put(Descriptor expected, InputStream content) throws IOException {
        blobs.put(expected, content);
    }

    /** Stores a document: a manifest, an index or a configuration. */
    public Descriptor put(RawDocument document) throws IOException {
        try (InputStream in = document.newInputStream()) {
            blobs.put(document.descriptor(), in);
        }
        return document.descriptor();
    }

    /** Removes a blob; returns false if there was none. The caller knows that nothing needs it. */
    public boolean delete(Digest digest) throws IOException {
        return Files.deleteIfExists(blobs.file(digest));
    }

    /** Stores an image with all its blobs, blobs first. Give it a name with {@link #setRef}. */
    public Descriptor write(Image image) throws IOException {
        return new LayoutWriter(this).write(image);
    }

    /**
     * Stores an index with all it leads to, taken from a source that has manifests among its blobs.
     *
     * @throws LayoutException if indexes are nested more than four deep
     */
    public Descriptor write(ImageIndex images, BlobSource source) throws IOException {
        return new LayoutWriter(this).write(images, source);
    }

    /** The image of a manifest in this layout. */
    public Image image(Descriptor manifest) throws IOException {
        return Image.load(manifest, this);
    }

    /** Reads an index that is a blob of this layout, such as one for several platforms. */
    public ImageIndex readIndex(Descriptor images) throws IOException {
        return ImageIndex.read(Documents.fetch(this, images).bytes(), images.mediaType());
    }

    /** The layout's own index as it is now: every manifest with a name, and those without. */
    public ImageIndex index() throws IOException {
        return index.read();
    }

    /** The manifest or index of this name. */
    public Optional<Descriptor> find(String ref) throws IOException {
        return index.read().manifests().stream()
                .filter(m -> IndexFile.isNamed(m, ref))
                .findFirst();
    }

    /** Gives a name to a manifest or index that was stored; the name is taken from any other at the same instant. */
    public void setRef(String ref, Descriptor manifest) throws IOException {
        if (!has(manifest)) {
            throw new NoSuchFileException(
                    blobs.file(manifest.digest()).toString(), null, "it must be stored before it can be named " + ref);
        }
        index.change(old -> IndexEdit.named(old, ref, manifest));
    }

    /** Takes a name away; the blobs stay. Returns false if there was no such name. */
    public boolean removeRef(String ref) throws IOException {
        boolean[] removed = {false};
        index.change(old -> {
            removed[0] = old.manifests().stream().anyMatch(m -> IndexFile.isNamed(m, ref));
            return removed[0] ? IndexEdit.without(old, ref) : old;
        });
        return removed[0];
    }

    @Override
    public String toString() {
        return "oci:" + root;
    }
}
