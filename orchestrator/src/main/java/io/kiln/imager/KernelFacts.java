package io.kiln.imager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.kmod.KernelImage;
import io.kiln.kmod.TrustedCertificate;
import io.kiln.store.Actions;
import java.util.Optional;

/**
 * What the rest of the work needs to know of a kernel that was read.
 *
 * @param certificate the SHA-256 of the certificate by whose key its modules are signed, where that is certain
 */
record KernelFacts(String release, Optional<String> certificate) {

    static KernelFacts of(KernelImage kernel) {
        return new KernelFacts(kernel.release(), kernel.certificates().own().map(TrustedCertificate::fingerprint));
    }

    static Optional<KernelFacts> read(JsonNode node) {
        String release = node.path("release").asText();
        String certificate = node.path("certificate").asText();
        return release.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new KernelFacts(release, certificate.isEmpty() ? Optional.empty() : Optional.of(certificate)));
    }

    ObjectNode write() {
        return Actions.newRecord().put("release", release).put("certificate", certificate.orElse(""));
    }
}
