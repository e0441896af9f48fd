package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.kiln.exec.BuildException;
import io.kiln.oci.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The contexts that {@code docker context create} made.
 *
 * @param folder {@code ~/.docker/contexts}
 */
record EndpointContexts(Path folder) {

    /** @param said who named the context, for messages */
    DockerEndpoint get(String name, String said) throws BuildException {
        String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
        Path file = folder.resolve("meta").resolve(id).resolve("meta.json");
        if (!Files.exists(file)) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "there is no Docker context '" + name.replaceAll("\\p{Cc}", "?") + "', which " + said
                            + " names (no " + file + "); 'docker context ls' lists those that are there");
        }
        JsonNode endpoint = EndpointFiles.json(file).path("Endpoints").path("docker");
        JsonNode host = endpoint.path("Host");
        if (!host.isTextual() || host.asText().isEmpty()) {
            throw EndpointFiles.wrong(file, "has no text in Endpoints.docker.Host");
        }
        JsonNode skipped = endpoint.path("SkipTLSVerify");
        if (!skipped.isMissingNode() && !skipped.isBoolean()) {
            throw EndpointFiles.wrong(file, "has a SkipTLSVerify that is neither true nor false");
        }
        URI address = EndpointAddress.parse("Endpoints.docker.Host of " + file, host.asText());
        EndpointTls tls = EndpointTls.in(folder.resolve("tls").resolve(id).resolve("docker"), !skipped.asBoolean());
        boolean secured = "tcp".equals(address.getScheme())
                && (tls.authority().isPresent() || tls.certificate().isPresent() || !tls.verified());
        return new DockerEndpoint(
                address,
                "the context '" + name + "', which " + said + " names",
                secured ? Optional.of(tls) : Optional.empty());
    }
}
