package io.kiln.exec.docker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that secure a tcp connection, all PEM.
 *
 * @param authority who signed the engine's certificate; if empty, the authorities of Java count
 * @param certificate what Kiln shows to the engine, with {@code key}
 * @param verified whether the engine's certificate is checked
 */
record EndpointTls(Optional<Path> authority, Optional<Path> certificate, Optional<Path> key, boolean verified) {

    /** The files of this folder that are there, under the names that Docker gives them. */
    static EndpointTls in(Path folder, boolean verified) {
        return new EndpointTls(
                EndpointFiles.ifThere(folder.resolve("ca.pem")),
                EndpointFiles.ifThere(folder.resolve("cert.pem")),
                EndpointFiles.ifThere(folder.resolve("key.pem")),
                verified);
    }
}
