package io.kiln.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kiln.image.ImageFacts;
import io.kiln.image.ImageKinds;
import io.kiln.image.LocalImages;
import io.kiln.image.RegistryImages;
import io.kiln.model.Platform;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layout.LayoutDocuments;
import io.kiln.oci.layout.OciLayout;
import io.kiln.progress.ByteSizes;
import io.kiln.store.Actions;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln image inspect}. */
@Command(name = "inspect", description = "Show what an image of the store or of a registry consists of.")
final class ImageInspectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "REF", description = "host/repository[:tag][@digest].")
    String reference = "";

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ImageReference wanted = UsageException.parsing("REF", () -> ImageReference.parse(reference));
        Platform of = platform.platform();
        OciLayout layout = OciLayout.openOrCreate(store.home().create().layout());
        Optional<Image> stored = new LocalImages(layout).find(wanted, of);
        Image image =
                stored.isPresent() ? stored.get() : new RegistryImages().find(wanted, of, new LayoutDocuments(layout));
        Optional<ImageFacts> facts = stored.isPresent()
                ? Optional.of(ImageKinds.of(reference, image, new Actions(store.home())))
                : ImageFacts.ofLabels(image.config().config().labels());
        System.out.println(json ? json(wanted, image, facts) : text(wanted, image, facts));
        return ExitCodes.OK;
    }

    private static String text(ImageReference reference, Image image, Optional<ImageFacts> facts) throws IOException {
        ImageConfig config = image.config();
        StringBuilder text = new StringBuilder()
                .append(reference.withDigest(image.manifest().digest()))
                .append("\nplatform  ")
                .append(config.platform());
        text.append("\nkind      ")
                .append(facts.map(known -> known.kind().word())
                        .orElse("not in its labels; the files of an image in the store tell it"));
        facts.flatMap(ImageFacts::kernelRelease)
                .ifPresent(release -> text.append("\nrelease   ").append(release));
        facts.flatMap(ImageFacts::certificate)
                .ifPresent(print -> text.append("\nsigned by ").append(print));
        new TreeMap<>(config.config().labels())
                .forEach((name, value) ->
                        text.append("\nlabel     ").append(name).append('=').append(value));
        new TreeMap<>(image.manifest().annotations())
                .forEach((name, value) ->
                        text.append("\nannotation ").append(name).append('=').append(value));
        for (Descriptor layer : image.manifest().layers()) {
            text.append("\nlayer     ")
                    .append(layer.digest())
                    .append("  ")
                    .append(ByteSizes.text(layer.size()))
                    .append("  ")
                    .append(layer.mediaType());
        }
        return text.toString();
    }

    private static String json(ImageReference reference, Image image, Optional<ImageFacts> facts) throws IOException {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode node = mapper.createObjectNode();
        node.put("reference", reference.withDigest(image.manifest().digest()).toString());
        facts.ifPresent(known -> {
            node.put("kind", known.kind().word());
            known.kernelRelease().ifPresent(release -> node.put("kernelRelease", release));
            known.certificate().ifPresent(print -> node.put("signingCertificateSha256", print));
        });
        node.set("manifest", mapper.readTree(image.manifest().raw().bytes()));
        node.set("config", mapper.readTree(image.config().raw().bytes()));
        return mapper.writeValueAsString(node);
    }
}
