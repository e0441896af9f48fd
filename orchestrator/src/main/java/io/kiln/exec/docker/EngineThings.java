package io.kiln.exec.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import io.kiln.exec.BuildException;
import io.kiln.store.SnapshotStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Removes what Kiln has made in an engine and nothing needs any more. */
final class EngineThings {

    private static final int PATIENCE = 200;
    private static final int GLANCES = 20;
    private static final int MOMENT_MILLIS = 50;

    private EngineThings() {}

    /** Removes the containers and images of processes that ended without doing so themselves. */
    static void sweep(DockerEngine engine, SnapshotStore store, EngineLabels labels)
            throws BuildException, InterruptedException {
        List<String> ours = List.of(EngineLabels.STORE + "=" + labels.store(), EngineLabels.SESSION);
        for (Container container : containers(engine, ours)) {
            if (isLeft(container.getLabels(), store)) {
                removeContainer(engine, container.getId());
            }
        }
        List<Image> images = images(engine, ours);
        removeImages(
                engine,
                images.stream()
                        .filter(image -> isLeft(image.getLabels(), store))
                        .toList());
    }

    /** Removes the containers of this process that have not gone by themselves yet. */
    static void removeContainers(DockerEngine engine, EngineLabels labels) throws BuildException, InterruptedException {
        for (Container container : containers(engine, ofProcess(labels))) {
            removeContainer(engine, container.getId());
        }
    }

    private static List<String> ofProcess(EngineLabels labels) {
        return List.of(EngineLabels.STORE + "=" + labels.store(), EngineLabels.SESSION + "=" + labels.session());
    }

    /**
     * Waits a moment for the containers of this process, which end by themselves: removing the files of a large one takes
     * the engine longer, and it does so without anybody waiting.
     */
    static void awaitContainers(DockerEngine engine, EngineLabels labels) throws BuildException, InterruptedException {
        for (int i = 0; i < GLANCES && !containers(engine, ofProcess(labels)).isEmpty(); i++) {
            Thread.sleep(MOMENT_MILLIS);
        }
    }

    private static List<Container> containers(DockerEngine engine, List<String> labels)
            throws BuildException, InterruptedException {
        return engine.call(
                "list containers",
                () -> engine.client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withFilter("label", labels)
                        .exec());
    }

    /**
     * Removes the images that stages of a store run on, and the volumes of its cache paths. What a build is using stays.
     */
    static EngineSpace collect(DockerEngine engine, EngineLabels labels) throws BuildException, InterruptedException {
        List<String> ours = List.of(EngineLabels.STORE + "=" + labels.store());
        List<Image> images = images(engine, ours);
        int removed = 0;
        for (Image image : images) {
            removed += !isPassing(image) && removeImage(engine, image.getId()) ? 1 : 0;
        }
        List<InspectVolumeResponse> volumes = engine.call(
                "list volumes",
                () -> Objects.requireNonNullElse(
                        engine.client()
                                .listVolumesCmd()
                                .withFilter("label", ours)
                                .exec()
                                .getVolumes(),
                        List.<InspectVolumeResponse>of()));
        int caches = 0;
        for (InspectVolumeResponse volume : volumes) {
            caches += removeVolume(engine, volume.getName()) ? 1 : 0;
        }
        return new EngineSpace(removed, caches);
    }

    /** The images that go with this process. */
    static List<Image> passingImages(DockerEngine engine, EngineLabels labels)
            throws BuildException, InterruptedException {
        return images(engine, ofProcess(labels));
    }

    /**
     * The images with all of these labels.
     *
     * @param labels names, or names and values with {@code =} between them
     */
    static List<Image> images(DockerEngine engine, List<String> labels) throws BuildException, InterruptedException {
        return engine.call(
                "list images",
                () -> engine.client()
                        .listImagesCmd()
                        .withFilter("label", labels)
                        .exec());
    }

    /** Whether an image goes with the process that made it. */
    static boolean isPassing(Image image) {
        return image.getLabels() != null && image.getLabels().containsKey(EngineLabels.SESSION);
    }

    private static boolean removeVolume(DockerEngine engine, String name) throws BuildException, InterruptedException {
        return unlessUsed(() -> engine.call(
                "remove a volume", () -> engine.client().removeVolumeCmd(name).exec()));
    }

    private static boolean removeImage(DockerEngine engine, String id) throws BuildException, InterruptedException {
        return unlessUsed(() -> engine.call(
                "remove an image",
                () -> engine.client().removeImageCmd(id).withForce(true).exec()));
    }

    /** What is being removed. */
    private interface Removal {
        void run() throws BuildException, InterruptedException;
    }

    /** Whether it was removed; what is gone already, or in use, was not. */
    private static boolean unlessUsed(Removal removal) throws BuildException, InterruptedException {
        try {
            removal.run();
            return true;
        } catch (DockerEngineException e) {
            if (e.status() != 404 && e.status() != 409) {
                throw e;
            }
            return false;
        }
    }

    private static boolean isLeft(Map<String, String> labels, SnapshotStore store) {
        String session = labels == null ? null : labels.get(EngineLabels.SESSION);
        return session != null && !store.hasSession(session);
    }

    /** Kills and removes a container, and returns when it is gone; the engine may be at it by itself. */
    static void removeContainer(DockerEngine engine, String id) throws BuildException, InterruptedException {
        boolean removed = unlessUsed(() -> engine.call(
                "remove a container",
                () -> engine.client()
                        .removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec()));
        for (int i = 0; !removed && i < PATIENCE; i++) {
            removed = isGone(engine, id);
            Thread.sleep(removed ? 0 : MOMENT_MILLIS);
        }
    }

    private static boolean isGone(DockerEngine engine, String id) throws BuildException, InterruptedException {
        try {
            engine.call(
                    "look for a container",
                    () -> engine.client().inspectContainerCmd(id).exec());
            return false;
        } catch (DockerEngineException e) {
            if (e.status() == 404) {
                return true;
            }
            throw e;
        }
    }

    /** Removes images; those that are gone already, or that another process uses, are passed over. */
    static void removeImages(DockerEngine engine, List<Image> images) throws BuildException, InterruptedException {
        removeImagesById(engine, images.stream().map(Image::getId).toList());
    }

    /** As {@link #removeImages}, by their IDs. */
    static void removeImagesById(DockerEngine engine, List<String> images) throws BuildException, InterruptedException {
        for (String image : images) {
            removeImage(engine, image);
        }
    }
}
