package io.kiln.cli;

import io.kiln.build.BuildRequest;
import io.kiln.build.BuildService;
import io.kiln.build.BuiltTarget;
import io.kiln.build.Delivery;
import io.kiln.build.DeliveryRequest;
import io.kiln.build.OutputSpec;
import io.kiln.exec.BuildException;
import io.kiln.image.RegistryImages;
import io.kiln.progress.BuildEvents;
import io.kiln.source.FetchPolicy;
import io.kiln.source.SourceStore;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln build}. */
@Command(
        name = "build",
        description = "Build packages and all they depend on, in one session; push or export the images.")
final class BuildCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "TARGET", description = "Names of packages: PACKAGE or TREE/PACKAGE.")
    List<String> targets = new ArrayList<>();

    @Mixin
    TreeOptions tree = new TreeOptions();

    @Mixin
    SiblingOptions siblings = new SiblingOptions();

    @Mixin
    StoreOption store = new StoreOption();

    @Mixin
    ProgressOption progress = new ProgressOption();

    @Mixin
    ImageOptions image = new ImageOptions();

    @Mixin
    TalosVersionOption talos = new TalosVersionOption();

    @Option(
            names = "--base-image",
            paramLabel = "VARIANT=REF",
            description = "The image behind a base variant; goes before the Pkgfile's. Repeatable.")
    List<String> baseImages = new ArrayList<>();

    @Option(
            names = "--executor",
            paramLabel = "E",
            defaultValue = "auto",
            description = "runc, docker, or auto: runc where this machine can run it, else docker.")
    String executor = "auto";

    @Option(
            names = "--distdir",
            paramLabel = "DIR",
            description = "Where to look for sources before the network. Repeatable; $KILN_DISTDIR comes after.")
    List<Path> distdirs = new ArrayList<>();

    @Option(names = "--jobs", paramLabel = "N", description = "How many stages may run at once (default: one a core).")
    int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--no-cache", description = "Run everything anew.")
    boolean noCache;

    @Override
    public Integer call() throws BuildException, IOException, InterruptedException {
        if (jobs < 1) {
            throw new UsageException("--jobs takes a number from 1 on");
        }
        BuildRequest request = new BuildRequest(
                siblings.trees(tree),
                Targets.parse(targets),
                tree.platforms(),
                tree.buildArguments(),
                KeyValues.parse("--base-image", baseImages),
                jobs,
                noCache,
                image.isLeaving(),
                image.tagVariable(),
                talos.version());
        // Names and options are checked before anything is built.
        image.checkNames(request.targets());
        DeliveryRequest delivery =
                image.delivery(ImageOptions.sourceDateEpoch(request.buildArguments(), System.getenv()));
        if (delivery.output().filter(OutputSpec::isArchive).isPresent()
                && request.targets().size() * request.platforms().size() != 1) {
            throw new UsageException("an archive takes one image: name one target and one platform with --output");
        }
        BuildEvents events = progress.events();
        try (Stores stores = Stores.open(store.home())) {
            RegistryImages registries = new RegistryImages();
            SourceStore sources =
                    new SourceStore(stores.home().root(), Distdirs.of(distdirs, System.getenv()), FetchPolicy.DEFAULT);
            BuildService service = new BuildService(stores, sources, registries, executor, events);
            List<BuiltTarget> built = service.build(request, warning -> System.err.println(warning.render()));
            Summary.print(new Delivery(stores, registries, events).deliver(built, delivery), built);
            return ExitCodes.OK;
        }
    }
}
