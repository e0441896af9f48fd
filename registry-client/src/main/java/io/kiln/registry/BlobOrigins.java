package io.kiln.registry;

import io.kiln.oci.Descriptor;
import java.util.List;

/** Names repositories of the same registry that are known to hold a blob, so that it can be mounted. Thread-safe. */
@FunctionalInterface
public interface BlobOrigins {

    List<String> repositories(Descriptor blob);

    static BlobOrigins none() {
        return blob -> List.of();
    }

    /** The same repositories for each blob. */
    static BlobOrigins of(String... repositories) {
        List<String> all = List.of(repositories);
        return blob -> all;
    }
}
