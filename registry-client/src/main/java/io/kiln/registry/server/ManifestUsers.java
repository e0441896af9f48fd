package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;

/** Keeps the promise that a manifest's parts stay as long as the manifest: nothing in use is deleted. */
final class ManifestUsers {

    private ManifestUsers() {}

    static void refuseIfUsed(Storage storage, Repository repository, Digest digest)
            throws IOException, RequestException {
        for (Digest manifest : repository.manifests()) {
            byte[] document = Files.readAllBytes(storage.blobs().path(manifest));
            if (ManifestNeeds.read(document).includes(digest)) {
                throw new RequestException(
                        ErrorCode.DENIED, digest + " is a part of manifest " + manifest + "; delete that first");
            }
        }
    }
}
