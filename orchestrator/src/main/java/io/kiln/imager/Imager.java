package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageExecutor;
import io.kiln.image.ImagePuller;
import io.kiln.image.ImageSnapshots;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Position;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Stores;
import io.kiln.store.Trees;
import java.io.IOException;
import java.nio.file.Path;

/** Makes machine images: the one entry to everything in this package. Not thread-safe. */
public final class Imager {

    private final Stores stores;
    private final ImageSnapshots images;
    private final StageExecutor executor;
    private final BuildEvents events;

    /** Stores and executor stay the caller's, who closes them. */
    public Imager(Stores stores, ImagePuller registries, StageExecutor executor, BuildEvents events) {
        this.stores = stores;
        this.executor = executor;
        this.events = events;
        this.images = new ImageSnapshots(
                stores.layout(), registries, stores.actions(), stores.snapshots(), stores.locks(), events);
    }

    /**
     * Makes what was asked for, unless the file is there and nothing changed.
     *
     * @return the file
     * @throws BuildException if the inputs do not fit each other, or a module does not fit its kernel
     */
    public Path make(ImagerRequest request) throws BuildException, IOException, InterruptedException {
        Path file = request.output()
                .resolve(request.kind()
                        .fileName(request.platform(), request.machine().architecture()));
        Inputs inputs = Inputs.resolve(request, images, stores.snapshots());
        OutputStamp stamp = new OutputStamp(
                stores.actions(), inputs.key(request, request.tools()).name(), file);
        if (stamp.isCurrent()) {
            events.on(new BuildEvent.StageCached(file.getFileName().toString()));
            return file;
        }
        inputs.requireKinds(stores.actions());
        Path scratch = stores.snapshots().scratch("imager");
        try {
            ToolStages tools = new ToolStages(stores, executor, tools(request, inputs), Platform.host(), events);
            new MachineImage(request, inputs, tools, stores, scratch, events).write(file);
        } finally {
            Trees.delete(scratch);
        }
        stamp.remember();
        return file;
    }

    /** The imager image if it brings what is needed and this machine can run it, else the tools image. */
    private InputImage tools(ImagerRequest request, Inputs inputs)
            throws BuildException, IOException, InterruptedException {
        ToolSet needed = ToolSet.of(request.kind());
        if (request.machine().equals(Platform.host())
                && needed.missing(inputs.imager()).isEmpty()) {
            return inputs.imager();
        }
        String option = "--tools-image";
        InputImage tools = new InputImage(
                option,
                request.tools(),
                images.resolve(request.tools(), Platform.host(), Position.ofFile(option)),
                images,
                stores.snapshots());
        var missing = needed.missing(tools);
        if (!missing.isEmpty()) {
            throw new BuildException(
                    2,
                    option + "=" + request.tools() + " has no " + String.join(", ", missing)
                            + "; examples/setup/import-root.sh tools makes one that has");
        }
        return tools;
    }
}
