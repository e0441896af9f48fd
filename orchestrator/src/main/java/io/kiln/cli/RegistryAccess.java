package io.kiln.cli;

import io.kiln.image.RegistryImages;
import io.kiln.oci.ImageReference;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option that says how registries may be talked to. */
final class RegistryAccess {

    static final String INSECURE = "--insecure";

    @Option(
            names = INSECURE,
            description = "Speak plain http to the registries named, also where they are not on this machine. "
                    + "No password is sent there.")
    boolean insecure;

    RegistryImages registries(ImageReference... named) {
        Set<String> plain = insecure
                ? Arrays.stream(named).map(ImageReference::registry).collect(Collectors.toUnmodifiableSet())
                : Set.of();
        return new RegistryImages(plain);
    }
}
