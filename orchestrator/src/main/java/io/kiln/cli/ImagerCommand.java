package io.kiln.cli;

import io.kiln.build.LazyExecutor;
import io.kiln.exec.BuildException;
import io.kiln.image.RegistryImages;
import io.kiln.imager.Imager;
import io.kiln.imager.ImagerRequest;
import io.kiln.imager.OutputKind;
import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import io.kiln.oci.ImageReference;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.store.Stores;
import io.kiln.store.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln imager}. */
@Command(
        name = "imager",
        description = "Make an installer image, a disk, or an ISO out of a kernel, a base system, and extensions.")
final class ImagerCommand implements Callable<Integer> {

    /** What is made when {@code --output-kind} says nothing else. */
    enum Profile {
        INSTALLER(OutputKind.INSTALLER),
        METAL(OutputKind.IMAGE),
        ISO(OutputKind.ISO);

        private final OutputKind kind;

        Profile(OutputKind kind) {
            this.kind = kind;
        }
    }

    @Parameters(paramLabel = "PROFILE", description = "installer, metal or iso.")
    Profile profile = Profile.INSTALLER;

    @Option(
            names = "--output-kind",
            paramLabel = "KIND",
            description = "installer, image, iso, kernel, initramfs, uki or cmdline (default: what the profile makes).")
    @Nullable
    OutputKind kind;

    @Option(names = "--arch", paramLabel = "A", description = "amd64 or arm64 (default: this machine's).")
    String architecture = Platform.host().architecture();

    @Option(
            names = "--platform",
            paramLabel = "P",
            defaultValue = "metal",
            description = "What the machine is (default: ${DEFAULT-VALUE}).")
    String platform = "metal";

    @Option(
            names = "--imager-image",
            paramLabel = "REF",
            required = true,
            description = "The image with kernel, initramfs, stub and boot loader, and most often the tools.")
    String imager = "";

    @Option(
            names = "--base-installer-image",
            paramLabel = "REF",
            description = "The image that an installer is made on.")
    @Nullable
    String baseInstaller;

    @Option(
            names = "--kernel-image",
            paramLabel = "REF",
            description = "A kernel image: its kernel takes the place of the imager's, its System.map is used.")
    @Nullable
    String kernel;

    @Option(
            names = "--tools-image",
            paramLabel = "REF",
            description = "The image with mksquashfs, depmod and the like, when the imager image lacks them "
                    + "(default: $KILN_TOOLS_IMAGE, else kiln.local/tools:bookworm).")
    @Nullable
    String tools;

    @Option(
            names = "--system-extension-image",
            paramLabel = "REF",
            description = "A system extension; of several, the last lies on top. Repeatable.")
    List<String> extensions = new ArrayList<>();

    @Option(
            names = "--extra-kernel-arg",
            paramLabel = "ARG",
            description = "Added to the kernel command line; -KEY and -KEY=VALUE remove. Repeatable.")
    List<String> extraKernelArguments = new ArrayList<>();

    @Option(names = "--meta", paramLabel = "K=V", description = "A value for the META partition. Repeatable.")
    List<String> meta = new ArrayList<>();

    @Option(
            names = "--machine-config",
            paramLabel = "FILE",
            description = "A machine configuration that the machine finds in its initramfs.")
    @Nullable
    Path machineConfiguration;

    @Option(
            names = "--talos-version",
            paramLabel = "V",
            description = "The version of the system: extensions are checked against it, and it decides the form of "
                    + "the installer.")
    @Nullable
    String talosVersion;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "_out",
            description = "The folder for the result (default: ${DEFAULT-VALUE}).")
    Path output = Path.of("_out");

    @Option(
            names = "--tar-to-stdout",
            description = "Write a tar with the result to standard output, and nothing to --output.")
    boolean tarToStdout;

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Option(
            names = "--executor",
            paramLabel = "E",
            defaultValue = "auto",
            description = "runc, docker, or auto: runc where this machine can run it, else docker.")
    String executor = "auto";

    @Mixin
    StoreOption store = new StoreOption();

    @Mixin
    ProgressOption progress = new ProgressOption();

    @Override
    public Integer call() throws BuildException, IOException, InterruptedException {
        if (machineConfiguration != null && !Files.isRegularFile(machineConfiguration)) {
            throw new UsageException("--machine-config: there is no file " + machineConfiguration);
        }
        if (!platform.matches("[a-z0-9][a-z0-9.-]*")) {
            throw new UsageException("--platform takes a word such as metal, not '" + platform + "'");
        }
        if (!tarToStdout) {
            System.out.println(make(request(output)));
            return ExitCodes.OK;
        }
        Path folder = Files.createTempDirectory("kiln-imager-");
        try {
            Path made = make(request(folder));
            TarWriter tar = new TarWriter(System.out); // not closed: the stream is everybody's
            try (InputStream in = Files.newInputStream(made)) {
                tar.write(TarEntry.file(String.valueOf(made.getFileName()), 0644, Files.size(made)), in);
            }
            tar.finish();
        } finally {
            Trees.delete(folder);
        }
        return ExitCodes.OK;
    }

    private Path make(ImagerRequest request) throws BuildException, IOException, InterruptedException {
        try (Stores stores = Stores.open(store.home());
                LazyExecutor lazy = new LazyExecutor(
                        executor, stores.snapshots(), Runtime.getRuntime().availableProcessors())) {
            RegistryImages registries = access.registries(named(request));
            return new Imager(stores, registries, lazy, progress.events()).make(request);
        }
    }

    private static ImageReference[] named(ImagerRequest request) {
        return request.references().stream()
                .map(text -> UsageException.parsing("REF", () -> ImageReference.parse(text)))
                .toArray(ImageReference[]::new);
    }

    private ImagerRequest request(Path folder) {
        return new ImagerRequest(
                kind == null ? profile.kind : kind,
                UsageException.parsing("--arch", () -> Platform.parse("linux/" + architecture)),
                platform,
                imager,
                Optional.ofNullable(baseInstaller),
                Optional.ofNullable(kernel),
                tools == null ? System.getenv().getOrDefault("KILN_TOOLS_IMAGE", "kiln.local/tools:bookworm") : tools,
                extensions,
                extraKernelArguments,
                meta,
                Optional.ofNullable(machineConfiguration),
                Optional.ofNullable(talosVersion)
                        .map(text -> UsageException.parsing("--talos-version", () -> TalosVersion.parse(text))),
                folder,
                ImageOptions.sourceDateEpoch(Map.of(), System.getenv()));
    }
}
