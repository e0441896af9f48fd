package io.kiln.oci.archive;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An image archive opened for reading, whichever of the two forms it has. The file is read where it lies, and must not
 * change or move meanwhile. Thread-safe.
 */
public final class ImageArchive implements BlobSource {

    private final TarFile tar;
    private final ImageIndex index;
    private final Map<Descriptor, String> places;
    private final Map<Descriptor, byte[]> manifests;

    /** @param manifests those that are not in the file, under plain descriptors */
    ImageArchive(TarFile tar, ImageIndex index, Map<Descriptor, String> places, Map<Descriptor, byte[]> manifests) {
        this.tar = tar;
        this.index = index;
        this.places = Map.copyOf(places);
        this.manifests = Map.copyOf(manifests);
    }

    /**
     * Opens a docker-archive or an oci-archive.
     *
     * @throws ArchiveException if it is neither, or compressed as a whole
     */
    public static ImageArchive open(Path file) throws IOException {
        TarFile tar = TarFile.index(file);
        if (tar.has("index.json") && tar.has("oci-layout")) {
            return new ImageArchive(tar, ImageIndex.read(tar.document("index.json")), Map.of(), Map.of());
        }
        if (tar.has("manifest.json")) {
            return new DockerArchiveReader(tar).read();
        }
        throw new ArchiveException(file, "it has neither an index.json with oci-layout nor a manifest.json");
    }

    /** What is in the archive; the name of an image is its annotation {@code org.opencontainers.image.ref.name}. */
    public ImageIndex index() {
        return index;
    }

    /** Whether the file has manifests of its own, with a digest to keep: a docker-archive has none. */
    public boolean hasManifests() {
        return manifests.isEmpty();
    }

    /** The images in the archive, those of an index for several platforms included. */
    public List<Image> images() throws IOException {
        return new ArchivedImages(this).list();
    }

    /**
     * The only image of the archive.
     *
     * @throws ArchiveException if there is none, or more than one
     */
    public Image image() throws IOException {
        List<Image> images = images();
        if (images.size() != 1) {
            throw new ArchiveException(tar.path(), "one image was expected, and it has " + images.size());
        }
        return images.get(0);
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        byte[] manifest = manifests.get(plain(blob));
        if (manifest != null) {
            return new ByteArrayInputStream(manifest);
        }
        String place = places.getOrDefault(plain(blob), OciArchive.path(blob));
        if (!tar.has(place)) {
            throw new NoSuchFileException(tar.path().toString(), place, "there is no such blob in the archive");
        }
        return tar.open(place);
    }

    /** Descriptors of one blob may differ in what is said beside digest and size. */
    static Descriptor plain(Descriptor blob) {
        return Descriptor.of(MediaTypes.EMPTY, blob.digest(), blob.size());
    }
}
