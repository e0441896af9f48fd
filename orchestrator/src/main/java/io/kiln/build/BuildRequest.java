package io.kiln.build;

import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user asked to be built.
 *
 * @param root the folder with the {@code Pkgfile}
 * @param targets names of packages
 * @param baseImages base variant to image reference; goes before what the {@code Pkgfile} says
 * @param environment where {@code ${NAME}} in image references is looked up after the build arguments
 * @param jobs how many stages may run at once
 * @param noCache whether to run everything anew
 * @param strict whether warnings stop the build
 * @param leaving whether images of the results will be pushed or written
 * @param talos the version of Talos that the constraints of extensions must accept
 */
public record BuildRequest(
        Path root,
        List<String> targets,
        List<Platform> platforms,
        Map<String, String> buildArguments,
        Map<String, String> baseImages,
        Map<String, String> environment,
        int jobs,
        boolean noCache,
        boolean strict,
        boolean leaving,
        Optional<TalosVersion> talos) {}
