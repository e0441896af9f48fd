package io.kiln.build;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageAssembler;
import io.kiln.image.PlatformIndex;
import io.kiln.image.RegistryImages;
import io.kiln.model.StageName;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.progress.BuildEvents;
import io.kiln.store.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands on what was built and proved: makes images, pushes and exports them. Every image is made before the first one
 * leaves, so that a private key in the last of them keeps all at home.
 */
public final class Delivery {

    /** The images of one package, one a platform. */
    private record Assembled(List<BuiltTarget> built, List<Image> images) {

        BuiltTarget target() {
            return built.get(0);
        }

        String name() {
            return target().id().stage().toString();
        }
    }

    private final Stores stores;
    private final RegistryImages registries;
    private final BuildEvents events;

    public Delivery(Stores stores, RegistryImages registries, BuildEvents events) {
        this.stores = stores;
        this.registries = registries;
        this.events = events;
    }

    /** Does what was asked for; gives the images in the order of the targets, none if only files were wanted. */
    public List<DeliveredImage> deliver(List<BuiltTarget> built, DeliveryRequest request)
            throws BuildException, IOException, InterruptedException {
        Map<StageName, List<BuiltTarget>> byName = new LinkedHashMap<>();
        built.forEach(target -> byName.computeIfAbsent(target.id().stage(), name -> new ArrayList<>())
                .add(target));
        List<DeliveredImage> delivered = new ArrayList<>();
        boolean archive = request.output().filter(OutputSpec::isArchive).isPresent();
        if (request.push() || archive) {
            ImageAssembler assembler = new ImageAssembler(stores, request.sourceDateEpoch(), request.zstd(), events);
            List<Assembled> all = new ArrayList<>();
            for (List<BuiltTarget> targets : byName.values()) {
                List<Image> images = new ArrayList<>();
                for (BuiltTarget target : targets) {
                    images.add(assembler.assemble(
                            target.pkg(),
                            target.id().platform(),
                            target.result().layers(),
                            target.pkgfile(),
                            target.facts().orElseThrow()));
                }
                all.add(new Assembled(targets, images));
            }
            for (Assembled image : all) {
                delivered.add(deliver(image, request));
                if (archive) {
                    ArchiveOutput.write(
                            request.output().orElseThrow(),
                            image.images().get(0),
                            request.references().apply(image.target()));
                }
            }
        }
        if (request.output().isPresent() && !archive) {
            new LocalOutput(stores.snapshots()).write(request.output().get().destination(), built);
        }
        if (request.metadataFile().isPresent()) {
            MetadataFile.write(request.metadataFile().get(), delivered);
        }
        return delivered;
    }

    private DeliveredImage deliver(Assembled image, DeliveryRequest request) throws IOException {
        ImageReference reference = request.references().apply(image.target());
        List<String> platforms =
                image.built().stream().map(b -> b.id().platform().toString()).toList();
        if (image.images().size() == 1) {
            Image only = image.images().get(0);
            if (request.push()) {
                reference = registries.push(only, reference, events).reference();
            }
            return new DeliveredImage(
                    image.name(), platforms, reference, only.manifest().digest(), request.push());
        }
        List<Descriptor> entries = new ArrayList<>();
        for (Image each : image.images()) {
            entries.add(PlatformIndex.describe(each));
        }
        ImageIndex index = PlatformIndex.of(entries);
        stores.layout().put(index.raw());
        if (request.push()) {
            reference =
                    registries.push(index, stores.layout(), reference, events).reference();
        }
        return new DeliveredImage(image.name(), platforms, reference, index.digest(), request.push());
    }
}
