package io.kiln.registry.jib;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * Puts Kiln's own image together: a base with the programs that Kiln runs, then one layer for each folder of files. The
 * same files at the same time give the same bytes.
 *
 * @param base a docker-archive with the base
 * @param layers folders whose contents go to the root of the image, the one that changes least first
 * @param architecture as Docker calls it
 * @param time of everything in the image
 * @param labels of the image
 */
record ImageOfKiln(Path base, List<Path> layers, String architecture, Instant time, Map<String, String> labels) {

    static final String STORE = "/var/lib/kiln";

    ImageOfKiln {
        layers = List.copyOf(layers);
        labels = Map.copyOf(labels);
    }

    /**
     * Writes a docker-archive.
     *
     * @param cache where jib keeps layers; may be empty
     * @return the digest of its configuration, by which Docker calls it
     */
    String write(Path archive, String name, Path cache) throws IOException, InterruptedException {
        try {
            // Old engines do not load the other format.
            JibContainerBuilder image = Jib.from(TarImage.at(base))
                    .setFormat(ImageFormat.Docker)
                    .setPlatforms(Set.of(new Platform(architecture, "linux")))
                    .setCreationTime(time)
                    .setEnvironment(Map.of("KILN_HOME", STORE))
                    .addVolume(AbsoluteUnixPath.get(STORE))
                    .setEntrypoint("/usr/bin/kiln")
                    .setLabels(new TreeMap<>(labels));
            for (Path layer : layers) {
                image.addFileEntriesLayer(LayerOfFiles.of(layer, time));
            }
            JibContainer written =
                    image.containerize(Containerizer.to(TarImage.at(archive).named(name))
                            .setBaseImageLayersCache(cache.resolve("base"))
                            .setApplicationLayersCache(cache.resolve("layers"))
                            .setOfflineMode(true)
                            .setToolName("kiln"));
            return written.getImageId().toString();
        } catch (InvalidImageReferenceException e) {
            throw new IOException("'" + name + "' is no name of an image: HOST/REPOSITORY:TAG is needed", e);
        } catch (RegistryException | CacheDirectoryCreationException | ExecutionException e) {
            throw new IOException("cannot put the image together on top of '" + base + "': " + e.getMessage(), e);
        }
    }
}
