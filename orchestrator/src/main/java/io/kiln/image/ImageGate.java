package io.kiln.image;

import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.SessionProof;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.VerifiedInputStream;
import io.kiln.oci.layer.Decompression;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.KeyGuardStream;
import io.kiln.oci.layer.MalformedArchiveException;
import io.kiln.oci.layer.PrivateKeyFoundException;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.oci.layer.UnsafeEntryException;
import io.kiln.progress.BuildEvents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What an image must pass that Kiln did not build and is to push: no private key in its layers, and no module without
 * the kernel that trusts it.
 */
public final class ImageGate {

    private static final long MAX_LAYER = 64L << 30;

    private final List<KernelImage> kernels;

    /** @param kernels that its modules may be for, beside the kernel that it brings itself */
    public ImageGate(List<KernelImage> kernels) {
        this.kernels = List.copyOf(kernels);
    }

    /**
     * Checks an image; its layers are read more than once.
     *
     * @param name what to call it in a message
     * @throws BuildException if it holds a private key, or a module that would not be loaded
     * @throws WrongArchiveException if a layer cannot be read
     */
    public void check(String name, Image image) throws BuildException, IOException, InterruptedException {
        for (Descriptor layer : image.manifest().layers()) {
            scan(name, image, layer);
        }
        new SessionProof(kernels).require(List.of(FileTree.ofImage(name, image)), BuildEvents.NONE);
    }

    private static void scan(String name, Image image, Descriptor layer) throws BuildException, IOException {
        try (InputStream blob = new VerifiedInputStream(image.open(layer), layer);
                TarReader tar = new TarReader(Decompression.open(blob, MAX_LAYER))) {
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                if (entry.type() == EntryType.FILE) {
                    new KeyGuardStream(tar.content(), entry.path()).transferTo(OutputStream.nullOutputStream());
                }
            }
            tar.drain();
        } catch (PrivateKeyFoundException e) {
            throw new BuildException(
                    1,
                    name + " holds a private key: /" + e.path() + " (" + e.kind()
                            + "), so it is not pushed. Make the image without it.",
                    e);
        } catch (MalformedArchiveException | UnsafeEntryException e) {
            throw new WrongArchiveException(
                    name + " cannot be pushed: layer " + layer.digest() + ": " + e.getMessage(), e);
        }
    }
}
