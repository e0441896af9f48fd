package io.kiln.build;

import io.kiln.model.Platform;
import io.kiln.model.StageName;
import io.kiln.model.extension.TalosVersion;
import io.kiln.model.workspace.TreesOnDisk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user asked to be built.
 *
 * @param trees where packages come from
 * @param baseImages base variant to image reference; goes before what the {@code Pkgfile} says
 * @param jobs how many stages may run at once
 * @param noCache whether to run everything anew
 * @param leaving whether images of the results will be pushed or written
 * @param tagVariable a variable that every target of the tree of {@code --root} must have
 * @param talos the version of Talos that the constraints of extensions must accept
 */
public record BuildRequest(
        TreesOnDisk trees,
        List<StageName> targets,
        List<Platform> platforms,
        Map<String, String> buildArguments,
        Map<String, String> baseImages,
        int jobs,
        boolean noCache,
        boolean leaving,
        Optional<TagVariable> tagVariable,
        Optional<TalosVersion> talos) {}
