package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.ImageReference;
import io.kiln.oci.RawDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Pushes one image or index: all blobs first, then the manifests from the leaves up, the tag with the last one. */
final class ImagePusher {

    private final RegistrySession session;
    private final PushedBlobs pushed;
    private final int parallel;
    private final ImageReference to;
    private final PushEvents events;

    ImagePusher(RegistrySession session, PushedBlobs pushed, int parallel, ImageReference to, PushEvents events) {
        this.session = session;
        this.pushed = pushed;
        this.parallel = parallel;
        this.to = to;
        this.events = events;
    }

    PushReport push(PushContent content, BlobOrigins origins) throws IOException {
        Digest digest = content.manifest().digest();
        if (to.digest().isPresent() && !to.digest().get().equals(digest)) {
            throw new IllegalArgumentException("'" + to + "' names another digest than what is pushed, " + digest);
        }
        Map<Digest, Wanted> blobs = new LinkedHashMap<>();
        collect(content, blobs);
        List<Callable<Pushed>> tasks = new ArrayList<>();
        BlobPusher pusher = new BlobPusher(session, to.repository());
        blobs.values().forEach(blob -> tasks.add(() -> push(pusher, blob, origins)));
        List<Pushed> outcomes = ParallelTasks.run(tasks, parallel);
        for (PushContent child : content.children()) {
            putTree(child);
        }
        put(content.manifest(), to.tag().orElse(digest.toString()));
        long sent = bytes(outcomes, true);
        return new PushReport(to.withDigest(digest), sent, bytes(outcomes, false));
    }

    private record Wanted(Descriptor blob, BlobSource source) {}

    private record Pushed(Descriptor blob, BlobOutcome outcome) {}

    private static void collect(PushContent content, Map<Digest, Wanted> blobs) {
        content.blobs().forEach(blob -> blobs.putIfAbsent(blob.digest(), new Wanted(blob, content.source())));
        content.children().forEach(child -> collect(child, blobs));
    }

    private Pushed push(BlobPusher pusher, Wanted wanted, BlobOrigins more) throws IOException {
        Descriptor blob = wanted.blob();
        BlobOutcome outcome = BlobOutcome.FAILED;
        events.blobPushing(to, blob);
        try {
            List<String> origins = pushed.origins(blob, more, to.repository());
            outcome = pusher.push(blob, wanted.source(), origins, sent -> events.blobProgressed(to, blob, sent));
            pushed.add(blob.digest(), to.repository());
        } finally {
            events.blobPushed(to, blob, outcome);
        }
        return new Pushed(blob, outcome);
    }

    private void putTree(PushContent content) throws IOException {
        for (PushContent child : content.children()) {
            putTree(child);
        }
        put(content.manifest(), content.manifest().digest().toString());
    }

    private void put(RawDocument manifest, String selector) throws IOException {
        boolean tagged = to.tag().filter(selector::equals).isPresent();
        ImageReference name = tagged
                ? to.withDigest(manifest.digest())
                : new ImageReference(
                        to.registry(),
                        to.repository(),
                        java.util.Optional.empty(),
                        java.util.Optional.of(manifest.digest()));
        events.manifestPushing(name, manifest.descriptor());
        new ManifestEndpoint(session).put(to, selector, manifest);
        events.manifestPushed(name, manifest.descriptor());
    }

    private static long bytes(List<Pushed> outcomes, boolean sent) {
        return outcomes.stream()
                .filter(o -> (o.outcome() == BlobOutcome.SENT) == sent)
                .mapToLong(o -> o.blob().size())
                .sum();
    }
}
