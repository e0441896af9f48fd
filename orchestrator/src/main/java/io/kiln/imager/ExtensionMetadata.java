package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.model.extension.ExtensionManifest;
import io.kiln.model.extension.TalosVersion;
import io.kiln.model.extension.VersionRange;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an extension says of itself, as it goes on to the machine.
 *
 * @param talosVersions the versions that it is for, or empty
 */
record ExtensionMetadata(
        String name, String version, String author, String description, String talosVersions, String extraInfo) {

    private static final int MOST_BYTES = 1 << 20;
    private static final String MANIFEST = "manifest.yaml";

    /** That of a layer which is made here. */
    static ExtensionMetadata own(String name, String version, String description) {
        return new ExtensionMetadata(name, version, "Talos Machinery", description, "", "");
    }

    /**
     * Reads the manifest of an extension image.
     *
     * @param talos the version of the system, which the extension must be for
     */
    static ExtensionMetadata of(InputImage image, Optional<TalosVersion> talos)
            throws BuildException, IOException, InterruptedException {
        byte[] bytes;
        try (InputStream in =
                image.require(MANIFEST, "the manifest of an extension").open()) {
            bytes = in.readNBytes(MOST_BYTES);
        }
        Problems problems = new Problems(false);
        String file = image.name() + ": " + MANIFEST;
        ExtensionManifest manifest = ExtensionManifest.read(
                        new String(bytes, StandardCharsets.UTF_8), PositionMap.identity(file), problems)
                .orElseThrow(() -> new DiagnosticException(problems.all()));
        if (talos.isPresent()
                && manifest.talos().filter(range -> !range.accepts(talos.get())).isPresent()) {
            throw new BuildException(
                    2,
                    manifest.talosAt() + ": the extension " + manifest.name() + " is for Talos "
                            + manifest.talos().get() + ", and --talos-version is " + talos.get());
        }
        return new ExtensionMetadata(
                manifest.name(),
                manifest.version(),
                manifest.author(),
                manifest.description(),
                manifest.talos().map(VersionRange::toString).orElse(""),
                manifest.extraInfo());
    }
}
