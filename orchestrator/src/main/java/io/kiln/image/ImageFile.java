package io.kiln.image;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.MalformedDocumentException;
import io.kiln.oci.archive.ArchiveException;
import io.kiln.oci.archive.ImageArchive;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.UnsafeEntryException;
import io.kiln.oci.layout.LayoutException;
import io.kiln.oci.layout.OciLayout;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file, or a folder, that holds images: what {@code docker save} writes, an OCI archive, either compressed as a whole,
 * or an OCI layout. It must not change while it is open. Not thread-safe; closing removes what was unpacked.
 */
public final class ImageFile implements Closeable {

    private static final long MAX_BYTES = 64L << 30;

    private final Path file;
    private final ImageIndex index;
    private final BlobSource blobs;
    private final Optional<Path> unpacked;
    private final Optional<RegistryForm> form;

    private ImageFile(
            Path file, ImageIndex index, BlobSource blobs, Optional<Path> unpacked, Optional<RegistryForm> form) {
        this.file = file;
        this.index = index;
        this.blobs = blobs;
        this.unpacked = unpacked;
        this.form = form;
    }

    /**
     * Opens it.
     *
     * @param temp where a compressed archive may be unpacked to, since it is read more than once, and where layers are
     *     compressed that are not
     * @throws WrongArchiveException if it is nothing of the kind
     */
    public static ImageFile open(Path file, Path temp) throws IOException {
        Optional<Path> unpacked = Optional.empty();
        try {
            if (Files.isDirectory(file)) {
                OciLayout layout = OciLayout.open(file);
                return new ImageFile(file, layout.index(), layout, unpacked, Optional.empty());
            }
            unpacked = unpack(file, temp);
            ImageArchive archive = ImageArchive.open(unpacked.orElse(file));
            Optional<RegistryForm> form =
                    archive.hasManifests() ? Optional.empty() : Optional.of(new RegistryForm(temp.resolve("layers")));
            return new ImageFile(file, archive.index(), archive, unpacked, form);
        } catch (ArchiveException
                | LayoutException
                | MalformedArchiveException
                | MalformedDocumentException
                | UnsafeEntryException e) {
            delete(unpacked);
            throw new WrongArchiveException(
                    file + " holds no images (a docker-archive, an OCI archive or an OCI layout is wanted): "
                            + e.getMessage(),
                    e);
        } catch (IOException e) {
            delete(unpacked);
            throw e;
        }
    }

    /** An archive must be read here and there, which a compressed one cannot. */
    private static Optional<Path> unpack(Path file, Path temp) throws IOException {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            if (Decompression.detect(in) == Compression.NONE) {
                return Optional.empty();
            }
            Path plain = Files.createTempFile(temp, "archive-", ".tar");
            try (OutputStream out = Files.newOutputStream(plain)) {
                Decompression.open(in, MAX_BYTES).transferTo(out);
            } catch (IOException e) {
                Files.delete(plain);
                throw e;
            }
            return Optional.of(plain);
        }
    }

    /**
     * The image, or the index, of this name; the only one if none is asked for. It is unchanged where it has a manifest;
     * that of a docker-archive gets one, and its layers are compressed.
     *
     * @throws WrongArchiveException if there is none, or the name is needed to choose
     */
    public ImageSource choose(Optional<String> name) throws IOException {
        Map<Digest, Descriptor> roots = new LinkedHashMap<>();
        for (Descriptor root : index.manifests()) {
            if (name.isEmpty() || name.equals(name(root))) {
                roots.putIfAbsent(root.digest(), root);
            }
        }
        if (roots.size() == 1) {
            ImageSource chosen = ImageSource.of(roots.values().iterator().next(), blobs);
            return form.isPresent() ? form.get().of(chosen.images().get(0)) : chosen;
        }
        List<String> names =
                index.manifests().stream().flatMap(root -> name(root).stream()).toList();
        if (roots.isEmpty()) {
            throw new WrongArchiveException(
                    file + " holds no image" + name.map(n -> " called " + n).orElse("")
                            + (names.isEmpty() ? "" : "; it has " + String.join(", ", names)),
                    null);
        }
        throw new WrongArchiveException(
                file + " holds " + roots.size() + " images; choose one with --image NAME: " + String.join(", ", names),
                null);
    }

    private static Optional<String> name(Descriptor root) {
        return Optional.ofNullable(root.annotations().get(OciLayout.REF_NAME));
    }

    @Override
    public void close() throws IOException {
        delete(unpacked);
    }

    private static void delete(Optional<Path> unpacked) throws IOException {
        if (unpacked.isPresent()) {
            Files.deleteIfExists(unpacked.get());
        }
    }
}
