package io.kiln.oci.layout;

import io.kiln.oci.Descriptor;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The file {@code index.json}: read as it is at one instant, changed under a lock and replaced as a whole. */
final class IndexFile {

    private final Path layout;
    private final Path file;

    IndexFile(Path layout) {
        this.layout = layout;
        this.file = layout.resolve("index.json");
    }

    void createIfMissing() throws IOException {
        try (LayoutLock held = LayoutLock.acquire(layout)) {
            if (!Files.exists(file)) {
                write(ImageIndex.builder().build());
            }
        }
    }

    ImageIndex read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] json = in.readNBytes(RawDocument.MAX_BYTES + 1);
            return ImageIndex.read(json);
        }
    }

    /** Replaces the index by what the change makes of it, alone among all processes. */
    void change(UnaryOperator<ImageIndex> change) throws IOException {
        try (LayoutLock held = LayoutLock.acquire(layout)) {
            ImageIndex old = read();
            ImageIndex changed = change.apply(old);
            if (!changed.equals(old)) {
                write(changed);
            }
        }
    }

    private void write(ImageIndex index) throws IOException {
        if (index.raw().size() > RawDocument.MAX_BYTES) {
            throw new LayoutException(layout, "its index would grow over " + RawDocument.MAX_BYTES + " bytes");
        }
        try (TempFile temp = TempFile.in(layout);
                OutputStream out = temp.stream()) {
            index.raw().writeTo(out);
            temp.moveTo(file);
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return file.toString();
    }

    static boolean isNamed(Descriptor manifest, String ref) {
        return ref.equals(manifest.annotations().get(OciLayout.REF_NAME));
    }
}
