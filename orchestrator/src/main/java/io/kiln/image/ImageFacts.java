package io.kiln.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an image says of itself in its labels, and in the annotations of its manifest under the same names.
 *
 * @param kernelRelease the kernel that its modules are for, as {@code uname -r} prints it
 * @param certificate the certificate that its modules were signed for: SHA-256 of the DER form, 64 hex digits
 */
public record ImageFacts(ImageKind kind, Optional<String> kernelRelease, Optional<String> certificate) {

    public static final String KIND = "dev.kiln.image.kind";
    public static final String KERNEL_RELEASE = "dev.kiln.kernel.release";
    public static final String CERTIFICATE = "dev.kiln.signing-certificate.sha256";

    static final Set<String> NAMES = Set.of(KIND, KERNEL_RELEASE, CERTIFICATE);

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}");

    public ImageFacts {
        kernelRelease.filter(release -> !RELEASE.matcher(release).matches()).ifPresent(release -> {
            throw new IllegalArgumentException("'" + release + "' is not the release of a kernel");
        });
        certificate.filter(print -> !FINGERPRINT.matcher(print).matches()).ifPresent(print -> {
            throw new IllegalArgumentException("'" + print + "' is not a SHA-256 fingerprint");
        });
    }

    /** An image of this kind without modules. */
    public static ImageFacts of(ImageKind kind) {
        return new ImageFacts(kind, Optional.empty(), Optional.empty());
    }

    /** What the labels say; nothing if they name no kind. What is not in order in the others counts as absent. */
    public static Optional<ImageFacts> ofLabels(Map<String, String> labels) {
        return ImageKind.of(labels.getOrDefault(KIND, ""))
                .map(kind -> new ImageFacts(
                        kind,
                        Optional.ofNullable(labels.get(KERNEL_RELEASE))
                                .filter(release -> RELEASE.matcher(release).matches()),
                        Optional.ofNullable(labels.get(CERTIFICATE))
                                .filter(print -> FINGERPRINT.matcher(print).matches())));
    }

    /** What a record says whose fields are labels; nothing if it names no kind. */
    public static Optional<ImageFacts> ofRecord(JsonNode record) {
        Map<String, String> labels = new LinkedHashMap<>();
        record.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return ofLabels(labels);
    }

    /** The labels that say this. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(KIND, kind.word());
        kernelRelease.ifPresent(release -> labels.put(KERNEL_RELEASE, release));
        certificate.ifPresent(print -> labels.put(CERTIFICATE, print));
        return labels;
    }
}
