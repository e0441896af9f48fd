package io.kiln.model;

import io.kiln.model.yaml.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One package, for one platform, after templating.
 *
 * @param baseVariant the {@code variant:} of the file: {@code scratch} or the name of a configured base
 * @param directory the package's directory, relative to the root of the tree, with {@code /} as separator; empty for
 *     the root itself
 * @param contextDirectory the same directory on disk
 * @param variables what its templates saw
 * @param image {@code x-kiln.image}: what the image's configuration says beside platform and labels of the tree; it is
 *     no input of the build
 */
public record Pkg(
        String name,
        String baseVariant,
        List<String> install,
        String shell,
        Optional<Platform> buildPlatform,
        List<Dependency> dependencies,
        List<Step> steps,
        List<Finalize> finalizes,
        String directory,
        Path contextDirectory,
        List<TemplatedFile> templatedFiles,
        Map<String, String> variables,
        ImageSettings image,
        Position at) {

    /** A file of the package's directory as the user is shown it, like the positions in {@code pkg.yaml}. */
    public String shown(String file) {
        String own = at.file();
        return own.substring(0, own.lastIndexOf('/') + 1) + file;
    }
}
