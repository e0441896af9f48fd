package io.kiln.exec.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.LoadImageCallback;
import com.github.dockerjava.api.model.Image;
import io.kiln.exec.BuildException;
import io.kiln.model.Platform;
import io.kiln.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The images that stages run on. One is made of the layers of a stage's root; a layer that the engine has in the same
 * place of another image is not sent again. Images without private keys stay for later builds, the newest of them; the
 * others go with this process. Thread-safe; its owner closes it before the engine.
 */
final class RootImages implements Closeable {

    /** How many images stay: their layers are what takes the space, and most are shared. */
    static final int KEPT = 12;

    private static final String REPOSITORY = "kiln.local/root";

    private final DockerEngine engine;
    private final EngineLabels labels;
    private final KeyFinds keys;
    private final Map<String, String> known = new HashMap<>();

    RootImages(DockerEngine engine, EngineLabels labels, KeyFinds keys) {
        this.engine = engine;
        this.labels = labels;
        this.keys = keys;
    }

    /**
     * The image of these layers, bottom first, loaded now if the engine has none. One at a time: stages that share layers
     * would else send them twice.
     */
    synchronized String get(List<RootLayer> layers, Platform platform)
            throws BuildException, IOException, InterruptedException {
        String key = key(layers, platform);
        String name = known.get(key);
        if (name != null && exists(name)) {
            return name;
        }
        String kept = REPOSITORY + ":" + key;
        if (!exists(kept)) {
            kept = load(key, layers, platform);
        }
        known.put(key, kept);
        return kept;
    }

    private static String key(List<RootLayer> layers, Platform platform) {
        StringBuilder text = new StringBuilder(platform.toString());
        layers.forEach(layer -> text.append('\n').append(layer.diffId()));
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    }

    private boolean exists(String name) throws BuildException, InterruptedException {
        try {
            engine.call(
                    "look for an image",
                    () -> engine.client().inspectImageCmd(name).exec());
            return true;
        } catch (DockerEngineException e) {
            if (e.status() == 404) {
                return false;
            }
            throw e;
        }
    }

    private String load(String key, List<RootLayer> layers, Platform platform)
            throws BuildException, IOException, InterruptedException {
        int there = engine.facts().containerdStore() ? 0 : there(layers);
        RootArchive archive = new RootArchive(layers, there, platform, keys, REPOSITORY, key, labels);
        try {
            send(archive);
        } catch (DockerEngineException e) {
            if (there == 0) {
                throw e;
            }
            // Somebody may have removed the image that had the layers.
            archive = new RootArchive(layers, 0, platform, keys, REPOSITORY, key, labels);
            send(archive);
        }
        return archive.name();
    }

    private void send(RootArchive archive) throws BuildException, IOException, InterruptedException {
        String doing = "load the root of a stage";
        try (WrittenStream body = new WrittenStream(archive)) {
            try {
                engine.call(doing, () -> {
                    LoadImageCallback loaded = new LoadImageCallback();
                    try (loaded) {
                        return engine.client()
                                .loadImageAsyncCmd(body.stream())
                                .exec(loaded)
                                .awaitMessage();
                    }
                });
            } finally {
                body.check();
            }
        }
    }

    /** How many of the layers some image of ours has, from the bottom. */
    private int there(List<RootLayer> layers) throws BuildException, InterruptedException {
        int most = 0;
        for (Image image : ours()) {
            try {
                InspectImageResponse facts = engine.call(
                        "look at an image",
                        () -> engine.client().inspectImageCmd(image.getId()).exec());
                List<String> has = facts.getRootFS() == null
                        ? List.of()
                        : Objects.requireNonNullElse(facts.getRootFS().getLayers(), List.of());
                int same = 0;
                while (same < Math.min(has.size(), layers.size())
                        && has.get(same).equals(layers.get(same).diffId())) {
                    same++;
                }
                most = Math.max(most, same);
            } catch (DockerEngineException e) {
                if (e.status() != 404) {
                    throw e;
                } // it went between the two questions
            }
        }
        return most;
    }

    private List<Image> ours() throws BuildException, InterruptedException {
        return EngineThings.images(engine, List.of(EngineLabels.STORE + "=" + labels.store()));
    }

    /** Removes what goes with this process, and the oldest of what stays. */
    @Override
    public void close() throws IOException {
        try {
            List<Image> passing = EngineThings.passingImages(engine, labels);
            if (!passing.isEmpty()) {
                EngineThings.removeContainers(engine, labels); // an image that is in use cannot be removed
                EngineThings.removeImages(engine, passing);
            }
            List<Image> kept = new ArrayList<>(ours());
            kept.removeIf(EngineThings::isPassing);
            kept.sort(Comparator.comparing(Image::getCreated).reversed());
            EngineThings.removeImages(engine, kept.subList(Math.min(KEPT, kept.size()), kept.size()));
        } catch (BuildException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
