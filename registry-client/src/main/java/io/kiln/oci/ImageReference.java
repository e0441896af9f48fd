package io.kiln.oci;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names an image in a registry: {@code host[:port]/repository[:tag][@digest]}, in the grammar of the OCI distribution
 * specification. Short names take Docker's defaults ({@code docker.io}, {@code library/}).
 */
public record ImageReference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {

    private static final Pattern REGISTRY =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.]+])(?::[0-9]{1,5})?");
    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    public ImageReference {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException("'" + registry + "' is not a registry (host[:port])");
        }
        if (repository.length() > 255 || !REPOSITORY.matcher(repository).matches()) {
            throw new IllegalArgumentException("'" + repository
                    + "' is not a repository name (lower case, digits, '/', " + "and '.', '_' or '-' between them)");
        }
        tag.ifPresent(t -> {
            if (!TAG.matcher(t).matches()) {
                throw new IllegalArgumentException(
                        "'" + t + "' is not a tag (letters, digits, '_', '.', '-'; at most 128)");
            }
        });
    }

    /**
     * Reads a reference as users write it.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<Digest> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(Digest.parse(rest.substring(at + 1)));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        int slash = rest.indexOf('/');
        String first = slash < 0 ? "" : rest.substring(0, slash);
        boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = hasHost ? first : "docker.io";
        String repository = hasHost ? rest.substring(slash + 1) : slash < 0 ? "library/" + rest : rest;
        return new ImageReference(registry, repository, tag, digest);
    }

    public ImageReference withTag(String newTag) {
        return new ImageReference(registry, repository, Optional.of(newTag), Optional.empty());
    }

    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(registry, repository, tag, Optional.of(newDigest));
    }

    /** The digest if there is one, else the tag, else {@code latest}: what a registry is asked for. */
    public String selector() {
        return digest.map(Digest::toString).or(() -> tag).orElse("latest");
    }

    @Override
    public String toString() {
        return registry + "/" + repository + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
