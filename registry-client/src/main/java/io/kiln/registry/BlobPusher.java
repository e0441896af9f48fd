package io.kiln.registry;

import io.kiln.oci.BlobSource;
import io.kiln.oci.Descriptor;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.LongConsumer;

/** Brings one blob into a repository in the cheapest way: it is there, it is mounted, or it is sent. */
final class BlobPusher {

    private static final int MAX_MOUNT_TRIES = 3;

    private final RegistrySession session;
    private final BlobEndpoint endpoint;

    BlobPusher(RegistrySession session, String repository) {
        this.session = session;
        this.endpoint = new BlobEndpoint(session, repository);
    }

    BlobOutcome push(Descriptor blob, BlobSource source, List<String> origins, LongConsumer progress)
            throws IOException {
        if (endpoint.exists(blob)) {
            return BlobOutcome.PRESENT;
        }
        for (String origin : origins.subList(0, Math.min(origins.size(), MAX_MOUNT_TRIES))) {
            if (endpoint.mount(blob, origin)) {
                return BlobOutcome.MOUNTED;
            }
        }
        // A broken upload cannot be trusted to continue, so a retry begins a new one.
        session.retrier().call(() -> upload(blob, source, progress));
        return BlobOutcome.SENT;
    }

    private Descriptor upload(Descriptor blob, BlobSource source, LongConsumer progress) throws IOException {
        URI address = endpoint.begin(blob);
        BlobBody body = new BlobBody(source, blob, progress);
        try {
            endpoint.send(blob, address, body.publisher());
        } catch (IOException e) {
            IOException own = body.failure();
            if (own != null) {
                own.addSuppressed(e);
                throw own;
            }
            throw e;
        }
        return blob;
    }
}
