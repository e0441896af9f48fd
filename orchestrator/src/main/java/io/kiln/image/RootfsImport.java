package io.kiln.image;

import io.kiln.model.Platform;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.KeyGuardStream;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.PrivateKeyFoundException;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.oci.layer.UnclosedOutputStream;
import io.kiln.oci.layer.UnsafeEntryException;
import io.kiln.oci.layout.OciLayout;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.tukaani.xz.XZInputStream;

/**
 * Makes an image of one layer out of the tar of a root file system, whose bytes it keeps as they are. The tar may be
 * compressed with gzip, zstd or xz.
 */
public final class RootfsImport {

    private static final long MAX_BYTES = 64L << 30;
    private static final int XZ_MEMORY_KIB = 256 << 10;

    private final OciLayout layout;

    public RootfsImport(OciLayout layout) {
        this.layout = layout;
    }

    /** For the store: the layer stays uncompressed, since nobody sends it anywhere. */
    public Image forStore(Path tar, Platform platform) throws IOException {
        return make(tar, platform, Compression.NONE);
    }

    /**
     * For a registry: the layer is compressed.
     *
     * @throws PrivateKeyFoundException if a file holds a private key
     */
    public Image forRegistry(Path tar, Platform platform) throws IOException {
        return make(tar, platform, Compression.GZIP);
    }

    private Image make(Path tar, Platform platform, Compression compression) throws IOException {
        MessageDigest hash = Digest.newSha256();
        Descriptor layer = layout.put(compression.mediaType(), out -> {
            try (OutputStream packed =
                    new DigestOutputStream(compression.compress(new UnclosedOutputStream(out)), hash)) {
                copyChecked(tar, packed, compression != Compression.NONE);
            }
        });
        ImageConfig config = ImageConfig.builder(platform.toString())
                .layer(Digest.ofSha256(hash.digest()), "kiln image import")
                .build();
        layout.put(config.raw());
        ImageManifest manifest =
                ImageManifest.builder(config.descriptor()).layer(layer).build();
        layout.put(manifest.raw());
        return Image.of(manifest, layout);
    }

    /** Reads every entry on the way, so that something that is no root file system is refused before it has a name. */
    private static void copyChecked(Path tar, OutputStream out, boolean forOthers) throws IOException {
        try (TarReader entries = new TarReader(new CopyingInputStream(open(tar), out))) {
            TarEntry entry = entries.next();
            if (entry == null) {
                throw new WrongArchiveException(tar + " is an empty archive", null);
            }
            for (; entry != null; entry = entries.next()) { // reading on is the check
                if (forOthers && entry.type() == EntryType.FILE) {
                    new KeyGuardStream(entries.content(), entry.path()).transferTo(OutputStream.nullOutputStream());
                }
            }
            entries.drain();
        } catch (MalformedArchiveException | UnsafeEntryException e) {
            throw new WrongArchiveException(tar + " cannot be imported: " + e.getMessage(), e);
        }
    }

    /** Writes whatever is read from it. */
    private static final class CopyingInputStream extends FilterInputStream {

        private final OutputStream copy;

        CopyingInputStream(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            if (count > 0) {
                copy.write(buffer, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return Math.max(0, read(new byte[(int) Math.max(0, Math.min(count, 1 << 16))]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    private static InputStream open(Path tar) throws IOException {
        byte[] start = new byte[6];
        try (InputStream in = Files.newInputStream(tar)) {
            in.readNBytes(start, 0, start.length);
        }
        InputStream raw = Files.newInputStream(tar);
        try {
            boolean xz = start[0] == (byte) 0xfd && start[1] == '7' && start[2] == 'z' && start[3] == 'X';
            return Decompression.open(
                    xz ? new XZInputStream(new BufferedInputStream(raw, 1 << 16), XZ_MEMORY_KIB) : raw, MAX_BYTES);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }
}
