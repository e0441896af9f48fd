package io.kiln.exec.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import io.kiln.exec.BuildException;
import io.kiln.store.SnapshotStore;
import java.util.List;
import java.util.Map;

/** Removes what Kiln has made in an engine and nothing needs any more. */
final class EngineThings {

    private EngineThings() {}

    /** Removes the containers and images of processes that ended without doing so themselves. */
    static void sweep(DockerEngine engine, SnapshotStore store, EngineLabels labels)
            throws BuildException, InterruptedException {
        List<String> ours = List.of(EngineLabels.STORE + "=" + labels.store(), EngineLabels.SESSION);
        List<Container> containers = engine.call(
                "list containers",
                () -> engine.client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withFilter("label", ours)
                        .exec());
        for (Container container : containers) {
            if (isLeft(container.getLabels(), store)) {
                removeContainer(engine, container.getId());
            }
        }
        List<Image> images = engine.call(
                "list images",
                () -> engine.client().listImagesCmd().withFilter("label", ours).exec());
        removeImages(
                engine,
                images.stream()
                        .filter(image -> isLeft(image.getLabels(), store))
                        .toList());
    }

    private static boolean isLeft(Map<String, String> labels, SnapshotStore store) {
        String session = labels == null ? null : labels.get(EngineLabels.SESSION);
        return session != null && !store.hasSession(session);
    }

    /** Kills and removes a container; one that is gone already will do. */
    static void removeContainer(DockerEngine engine, String id) throws BuildException, InterruptedException {
        try {
            engine.call(
                    "remove a container",
                    () -> engine.client()
                            .removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        } catch (DockerEngineException e) {
            if (e.status() != 404 && e.status() != 409) { // 409: it is being removed
                throw e;
            }
        }
    }

    /** Removes images; those that are gone already, or that another process uses, are passed over. */
    static void removeImages(DockerEngine engine, List<Image> images) throws BuildException, InterruptedException {
        removeImagesById(engine, images.stream().map(Image::getId).toList());
    }

    /** As {@link #removeImages}, by their IDs. */
    static void removeImagesById(DockerEngine engine, List<String> images) throws BuildException, InterruptedException {
        for (String image : images) {
            try {
                engine.call(
                        "remove an image",
                        () -> engine.client()
                                .removeImageCmd(image)
                                .withForce(true)
                                .exec());
            } catch (DockerEngineException e) {
                if (e.status() != 404 && e.status() != 409) {
                    throw e;
                }
            }
        }
    }
}
