package io.kiln.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.exec.BuildException;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.TrustedCertificate;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.store.Actions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Tells the kind of an image: by its labels, or, where it has none, by what is in it. */
public final class ImageKinds {

    /** Raised whenever files are judged by other rules, so that what was found by older ones is found again. */
    private static final String RULES = "2 ";

    private ImageKinds() {}

    /**
     * What the image is. An image without labels has its layers read, for a kernel twice; it is better pulled into the
     * store first.
     *
     * @param name what to call it in a message
     */
    public static ImageFacts of(String name, Image image) throws IOException, InterruptedException {
        Optional<ImageFacts> said = ImageFacts.ofLabels(image.config().config().labels());
        return said.isPresent()
                ? said.get()
                : of(FileTree.ofImage(name, image), image.config().config().entrypoint());
    }

    /** As {@link #of(String, Image)}, with the files read once only: a digest stands for one content for ever. */
    public static ImageFacts of(String name, Image image, Actions actions) throws IOException, InterruptedException {
        try {
            return of(image, actions, () -> FileTree.ofImage(name, image));
        } catch (BuildException e) {
            throw new IllegalStateException("nothing is built to read the files of an image", e);
        }
    }

    /** As {@link #of(String, Image, Actions)}, with files that lie unpacked. */
    public static ImageFacts of(Image image, Actions actions, Files files)
            throws BuildException, IOException, InterruptedException {
        Optional<ImageFacts> said = ImageFacts.ofLabels(image.config().config().labels());
        if (said.isPresent()) {
            return said.get();
        }
        String key = "facts-"
                + Digest.of((RULES + image.manifest().digest()).getBytes(StandardCharsets.UTF_8))
                        .hex();
        Optional<ImageFacts> known = actions.find(key).flatMap(ImageFacts::ofRecord);
        if (known.isPresent()) {
            return known.get();
        }
        ImageFacts facts = of(files.open(), image.config().config().entrypoint());
        ObjectNode node = Actions.newRecord();
        facts.labels().forEach(node::put);
        actions.put(key, node);
        return facts;
    }

    /** The files of an image, asked for only if they must be looked at. */
    @FunctionalInterface
    public interface Files {

        FileTree open() throws BuildException, IOException, InterruptedException;
    }

    /** What an image of these files would be. Release and certificate are those of the kernel in it, if there is one. */
    public static ImageFacts of(FileTree tree, List<String> entrypoint) throws IOException, InterruptedException {
        KindEvidence evidence = KindEvidence.in(tree);
        ImageKind kind = evidence.kind(entrypoint);
        Optional<String> place = evidence.kernel(kind);
        Optional<KernelImage> kernel = place.isPresent() ? KernelInside.read(tree, place.get()) : Optional.empty();
        return new ImageFacts(
                kind,
                kernel.map(KernelImage::release).or(evidence::release),
                kernel.flatMap(k -> k.certificates().own()).map(TrustedCertificate::fingerprint));
    }

    /**
     * Refuses an image of another kind than the option wants.
     *
     * @param option as the user typed it, for example {@code --base-installer-image}
     * @param instead the option to give this kind of image to, if there is one
     * @return what the image is
     * @throws WrongKindException if it is of another kind
     */
    public static ImageFacts require(ImageKind wanted, String option, String name, Image image, Instead instead)
            throws WrongKindException, IOException, InterruptedException {
        return require(wanted, option, name, of(name, image), instead);
    }

    /** Refuses an image that is known to be of another kind than the option wants, as the other {@code require} does. */
    public static ImageFacts require(ImageKind wanted, String option, String name, ImageFacts found, Instead instead)
            throws WrongKindException {
        if (found.kind() != wanted) {
            throw new WrongKindException(option, name, wanted, found.kind(), instead.optionFor(found.kind()));
        }
        return found;
    }

    /** Where a command takes images of each kind. */
    @FunctionalInterface
    public interface Instead {

        Optional<String> optionFor(ImageKind kind);
    }
}
