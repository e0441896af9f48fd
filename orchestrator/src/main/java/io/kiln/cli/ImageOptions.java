package io.kiln.cli;

import io.kiln.build.BuiltTarget;
import io.kiln.build.DeliveryRequest;
import io.kiln.build.OutputSpec;
import io.kiln.build.TagVariable;
import io.kiln.model.StageName;
import io.kiln.oci.ImageReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where images go and what they are called. */
final class ImageOptions {

    /** How layers are compressed. */
    enum Compression {
        GZIP,
        ZSTD
    }

    @Option(
            names = "--registry",
            paramLabel = "R",
            defaultValue = "127.0.0.1:5005",
            description = "host[:port] (default: ${DEFAULT-VALUE}).")
    String registry = "127.0.0.1:5005";

    @Option(names = "--username", paramLabel = "U", defaultValue = "user", description = "Default: ${DEFAULT-VALUE}.")
    String username = "user";

    @Option(names = "--tag", paramLabel = "T", defaultValue = "latest", description = "Default: ${DEFAULT-VALUE}.")
    String tag = "latest";

    @Option(
            names = "--tag-variable",
            paramLabel = "V",
            description = "Tag each image with this variable of its package, as trees of extensions do with VERSION. "
                    + "Packages of mounted trees keep --tag.")
    @Nullable
    String tagVariable;

    @Option(names = "--push", description = "Push the images as registry/username/target:tag.")
    boolean push;

    @Option(
            names = "--output",
            paramLabel = "type=T,dest=D",
            description = "type=local,dest=DIR: the files; type=oci,dest=FILE: an OCI archive; "
                    + "type=docker,dest=FILE: an archive for docker load.")
    @Nullable
    String output;

    @Option(
            names = "--metadata-file",
            paramLabel = "F",
            description = "Write names and digests of what was made, as JSON.")
    @Nullable
    Path metadataFile;

    @Option(
            names = "--compression",
            paramLabel = "gzip|zstd",
            defaultValue = "gzip",
            description = "Of the layers (default: ${DEFAULT-VALUE}).")
    Compression compression = Compression.GZIP;

    Optional<TagVariable> tagVariable() {
        return Optional.ofNullable(tagVariable).map(TagVariable::new);
    }

    /** Refuses what cannot be the name of an image, and two targets whose images or files would have one name. */
    void checkNames(List<StageName> targets) {
        Map<String, StageName> taken = new HashMap<>();
        for (StageName target : targets) {
            reference(target.name(), tag);
            StageName other = taken.putIfAbsent(target.name(), target);
            if (other != null && (push || output != null)) {
                throw new UsageException("'" + other + "' and '" + target + "' would both be called '" + target.name()
                        + "'; build them in two commands");
            }
        }
    }

    private ImageReference reference(BuiltTarget target) {
        return reference(
                target.name(), tagVariable().flatMap(v -> v.tag(target)).orElse(tag));
    }

    private ImageReference reference(String target, String tag) {
        String text = registry + "/" + (username.isEmpty() ? "" : username + "/") + target + ":" + tag;
        try {
            return ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("the image of '" + target + "' cannot be called " + text + ": " + e.getMessage()
                    + ". It is made of --registry, --username and --tag.");
        }
    }

    /** Whether images of the results go anywhere. */
    boolean isLeaving() {
        return push || (output != null && parse(output).isArchive());
    }

    DeliveryRequest delivery(long sourceDateEpoch) {
        return new DeliveryRequest(
                this::reference,
                push,
                Optional.ofNullable(output).map(ImageOptions::parse),
                Optional.ofNullable(metadataFile),
                compression == Compression.ZSTD,
                sourceDateEpoch);
    }

    private static OutputSpec parse(String text) {
        return UsageException.parsing("--output", () -> OutputSpec.parse(text));
    }

    /** What {@code SOURCE_DATE_EPOCH} says, in seconds: as a build argument, else in the environment, else 0. */
    static long sourceDateEpoch(Map<String, String> buildArguments, Map<String, String> environment) {
        String text =
                buildArguments.getOrDefault("SOURCE_DATE_EPOCH", environment.getOrDefault("SOURCE_DATE_EPOCH", ""));
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long seconds = Long.parseLong(text.strip());
            if (seconds >= 0 && seconds <= 253_402_300_799L) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("SOURCE_DATE_EPOCH is a number of seconds since 1970, not '" + text + "'");
    }
}
