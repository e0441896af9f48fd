package io.kiln.cli;

import io.kiln.image.ImageSource;
import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.oci.Image;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageReference;
import io.kiln.oci.archive.DockerArchive;
import io.kiln.oci.archive.OciArchive;
import io.kiln.oci.layout.OciLayout;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln image export}. */
@Command(name = "export", description = "Write an image of the store or of a registry as one file.")
final class ImageExportCommand implements Callable<Integer> {

    /** The forms of archive. */
    enum Type {
        DOCKER,
        OCI
    }

    @Parameters(index = "0", paramLabel = "REF", description = "host/repository[:tag][@digest].")
    String reference = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The archive to write.")
    Path file = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "docker|oci",
            defaultValue = "docker",
            description = "docker: for docker load, one platform; oci: an OCI archive, of all platforms unless "
                    + "--platform names one (default: ${DEFAULT-VALUE}).")
    Type type = Type.DOCKER;

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException {
        ImageReference named = UsageException.parsing("REF", () -> ImageReference.parse(reference));
        ImageSource image = find(named);
        if (type == Type.DOCKER || platform.isGiven()) {
            image = platform.choose(reference, image);
        }
        ImageSource chosen = image;
        WholeFile.write(file, out -> write(chosen, named, out));
        System.out.println(named.withDigest(chosen.document().digest()));
        return ExitCodes.OK;
    }

    private ImageSource find(ImageReference named) throws IOException {
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        Optional<Image> stored = new LocalImages(layout).find(named, platform.platform());
        RegistryImages registries = access.registries(named);
        return stored.isPresent() ? ImageSource.of(stored.get()) : registries.source(named);
    }

    private void write(ImageSource image, ImageReference named, OutputStream out) throws IOException {
        if (type == Type.DOCKER) {
            String tagged = named.registry() + "/" + named.repository() + ":"
                    + named.tag().orElse("latest");
            DockerArchive.write(image.images().get(0), List.of(tagged), out);
            return;
        }
        Optional<ImageIndex> index = image.index();
        if (index.isPresent()) {
            OciArchive.write(index.get(), image.blobs(), named.tag().orElse(""), out);
        } else {
            OciArchive.write(image.images().get(0), named.tag().orElse(""), out);
        }
    }
}
