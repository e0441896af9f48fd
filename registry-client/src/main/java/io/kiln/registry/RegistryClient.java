package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.KnownDocuments;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Talks to registries by the OCI distribution specification. Make one for a process: it keeps tokens and what it knows of
 * pushed blobs for each registry. Nothing is connected or read before the first request. Thread-safe; nothing to close.
 *
 * <p>Every failure of a registry is a {@link RegistryException}.
 */
public final class RegistryClient {

    private final RegistryOptions options;
    private final Retrier retrier;
    private final HttpClients clients;
    private final Map<String, RegistrySession> sessions = new ConcurrentHashMap<>();
    private final Map<String, PushedBlobs> pushed = new ConcurrentHashMap<>();

    public RegistryClient(RegistryOptions options) {
        this(options, time -> Thread.sleep(time.toMillis()));
    }

    RegistryClient(RegistryOptions options, Retrier.Sleeper sleeper) {
        this.options = options;
        this.clients = new HttpClients(options.authorities(), options.patience());
        this.retrier = new Retrier(options.retry(), sleeper);
    }

    /**
     * Pushes an image. Blobs that are there are not sent, blobs in another known repository are mounted, the rest goes in
     * parallel; the manifest follows when all blobs are up, and brings the tag with it.
     *
     * @param to with a tag, else only the digest is written
     * @param origins repositories of the same registry to mount from, beside those this client pushed to before
     * @throws IllegalArgumentException if {@code to} names another digest than the image has
     */
    public PushReport push(Image image, ImageReference to, BlobOrigins origins, PushEvents events) throws IOException {
        return push(PushContent.of(image), to, origins, events);
    }

    /**
     * Pushes an index with all it leads to: all blobs, then the manifests by digest, then the index with its tag.
     *
     * @param source has the manifests among its blobs, as a layout does
     * @throws IllegalArgumentException if {@code to} names another digest than the index has
     */
    public PushReport push(
            ImageIndex index, BlobSource source, ImageReference to, BlobOrigins origins, PushEvents events)
            throws IOException {
        return push(PushContent.of(index, source), to, origins, events);
    }

    private PushReport push(PushContent content, ImageReference to, BlobOrigins origins, PushEvents events)
            throws IOException {
        PushedBlobs known = pushed.computeIfAbsent(to.registry(), r -> new PushedBlobs());
        return new ImagePusher(session(to), known, options.parallel(), to, events).push(content, origins);
    }

    /**
     * Finds the image of a platform. Its blobs are read only when they are opened, from this repository.
     *
     * @param platform {@code os/arch[/variant]}; counts if the reference leads to an index
     * @throws RegistryNotFoundException if there is nothing for that name or that platform
     */
    public Image pull(ImageReference reference, String platform) throws IOException {
        return pull(reference, platform, KnownDocuments.NONE);
    }

    /** As {@link #pull(ImageReference, String)}, with documents that were read before; those read now are kept there. */
    public Image pull(ImageReference reference, String platform, KnownDocuments known) throws IOException {
        return new ImagePuller(session(reference), reference, known).pull(platform);
    }

    /** Reads a manifest or index, by digest if the reference has one. */
    public RawDocument manifest(ImageReference reference) throws IOException {
        return new ManifestEndpoint(session(reference)).get(reference);
    }

    /** Looks for a manifest without reading it. */
    public Optional<Descriptor> head(ImageReference reference) throws IOException {
        return new ManifestEndpoint(session(reference)).head(reference);
    }

    /**
     * The content of the reference's repository, manifests too. Streams verify digest and size while they are read, and
     * continue broken downloads.
     */
    public BlobSource blobs(ImageReference repository) {
        return new RegistryBlobs(session(repository), repository);
    }

    /** All tags of the reference's repository, in the registry's order. */
    public List<String> tags(ImageReference repository) throws IOException {
        return new TagList(session(repository), repository.repository()).all();
    }

    /**
     * Deletes a manifest by digest, or only a tag if the reference has no digest (not every registry can do that).
     *
     * @return false if it was not there
     */
    public boolean delete(ImageReference reference) throws IOException {
        return new ManifestEndpoint(session(reference)).delete(reference);
    }

    private RegistrySession session(ImageReference reference) {
        return sessions.computeIfAbsent(
                reference.registry(),
                registry -> new RegistrySession(
                        RegistryEndpoint.of(registry, options.insecure()), clients, options.credentials(), retrier));
    }
}
