package io.kiln.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A boot to do.
 *
 * @param configuration the machine configuration's text, which the machine finds as {@code /config.yaml}
 * @param installer a docker-archive of an installer image that the machine is to run, on a disk of its own
 * @param scratch an empty directory for what the machine needs while it runs; the owner removes it
 * @param log where the console's text goes
 */
public record BootRequest(
        BootSource source,
        MachineOptions machine,
        Optional<String> configuration,
        Optional<Path> installer,
        List<Expectation> expectations,
        Path scratch,
        Path log) {

    public BootRequest {
        expectations = List.copyOf(expectations);
    }
}
