package io.kiln.kmod;

import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link FileTree} over the layers of an OCI image: read once to see which file is on top, and once for content. */
final class ImageTree implements FileTree {

    private static final long MAX_LAYER = 64L << 30;
    private static final long MAX_FILE = 1L << 30;

    private final String name;
    private final Image image;
    private volatile @Nullable LayerOverlay overlay;

    ImageTree(String name, Image image) {
        this.name = name;
        this.image = image;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void visit(Predicate<String> wanted, FileVisitor visitor) throws IOException, InterruptedException {
        handOver(ImageSelection.of(overlay(), wanted), visitor);
    }

    @Override
    public void read(Set<String> paths, FileVisitor visitor) throws IOException, InterruptedException {
        handOver(ImageSelection.of(overlay(), paths), visitor);
    }

    @Override
    public Set<String> files(Set<String> paths) throws IOException, InterruptedException {
        return ImageSelection.of(overlay(), paths).files();
    }

    /** Made when it is first wanted, and kept: an image does not change. */
    private LayerOverlay overlay() throws IOException, InterruptedException {
        LayerOverlay known = overlay;
        if (known == null) {
            LayerOverlay made = new LayerOverlay();
            List<Descriptor> layers = image.manifest().layers();
            for (int layer = 0; layer < layers.size(); layer++) {
                int number = layer;
                read(layers.get(layer), (ordinal, entry, content) -> made.add(number, ordinal, entry));
            }
            known = made;
            overlay = made;
        }
        return known;
    }

    private void handOver(ImageSelection selection, FileVisitor visitor) throws IOException, InterruptedException {
        for (UnusableFile file : selection.unusable()) {
            visitor.unusable(file);
        }
        List<Descriptor> layers = image.manifest().layers();
        for (int layer = 0; layer < layers.size(); layer++) {
            Map<Integer, List<String>> contents = selection.contents(layer);
            if (!contents.isEmpty()) {
                read(layers.get(layer), (ordinal, entry, content) -> {
                    List<String> paths = contents.getOrDefault(ordinal, List.of());
                    if (paths.size() == 1) {
                        visitor.file(paths.get(0), content);
                    } else if (!paths.isEmpty()) {
                        visitEach(paths, content, visitor);
                    }
                });
            }
        }
    }

    /** One content under several names, which links give it. */
    private static void visitEach(List<String> paths, InputStream content, FileVisitor visitor)
            throws IOException, InterruptedException {
        try (Bytes bytes = Spool.of(content, MAX_FILE, "the file /" + paths.get(0))) {
            for (String path : paths) {
                visitor.file(path, bytes.stream(0, bytes.size()));
            }
        }
    }

    private void read(Descriptor layer, EntryVisitor visitor) throws IOException, InterruptedException {
        try (InputStream blob = new VerifiedInputStream(image.open(layer), layer);
                TarReader tar = new TarReader(Decompression.open(blob, MAX_LAYER))) {
            int ordinal = 0;
            TarEntry entry;
            while ((entry = tar.next()) != null) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading the layers of " + name);
                }
                visitor.entry(ordinal++, entry, tar.content());
            }
            tar.drain();
            blob.transferTo(java.io.OutputStream.nullOutputStream()); // the digest is known at the end only
        }
    }

    @FunctionalInterface
    private interface EntryVisitor {
        void entry(int ordinal, TarEntry entry, InputStream content) throws IOException, InterruptedException;
    }
}
