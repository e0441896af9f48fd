package io.kiln.registry;

import io.kiln.oci.Descriptor;
import io.kiln.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what a push reported. */
final class RecordedPush implements PushEvents {

    final Map<Descriptor, BlobOutcome> outcomes = new ConcurrentHashMap<>();
    final List<Descriptor> begun = new ArrayList<>();
    final Map<Descriptor, Long> sent = new ConcurrentHashMap<>();
    final List<String> manifests = new ArrayList<>();

    @Override
    public synchronized void blobPushing(ImageReference to, Descriptor blob) {
        begun.add(blob);
    }

    @Override
    public void blobProgressed(ImageReference to, Descriptor blob, long bytesSent) {
        sent.merge(blob, bytesSent, Math::max);
    }

    @Override
    public void blobPushed(ImageReference to, Descriptor blob, BlobOutcome outcome) {
        outcomes.put(blob, outcome);
    }

    @Override
    public synchronized void manifestPushed(ImageReference to, Descriptor manifest) {
        manifests.add(to.toString());
    }
}
