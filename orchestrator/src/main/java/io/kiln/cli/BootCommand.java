package io.kiln.cli;

import io.kiln.boot.Boot;
import io.kiln.boot.BootArguments;
import io.kiln.boot.BootImage;
import io.kiln.boot.BootRequest;
import io.kiln.boot.BootSource;
import io.kiln.boot.BootVerdict;
import io.kiln.exec.BuildException;
import io.kiln.image.ImageKind;
import io.kiln.image.ImageKinds;
import io.kiln.kmod.FileTree;
import io.kiln.model.Platform;
import io.kiln.oci.Image;
import io.kiln.oci.archive.DockerArchive;
import io.kiln.oci.archive.ImageArchive;
import io.kiln.store.KilnHome;
import io.kiln.store.TempSpace;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kiln boot}. */
@Command(
        name = "boot",
        description =
                "Boot an installer image, a kernel, a unified kernel image or a disk in a virtual machine, and say "
                        + "which modules it loaded or refused. Exits 1 if the machine does not do what is expected.")
final class BootCommand implements Callable<Integer> {

    private static final Platform MACHINE = Platform.of("linux", "amd64");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    @Parameters(arity = "0..1", paramLabel = "REF", description = "An installer image of the store or a registry.")
    String reference = "";

    @Option(names = "--kernel", paramLabel = "FILE", description = "A kernel; with --initramfs and --cmdline.")
    @Nullable
    Path kernel;

    @Option(names = "--initramfs", paramLabel = "FILE", description = "The initial file system of --kernel.")
    @Nullable
    Path initramfs;

    @Option(names = "--cmdline", paramLabel = "TEXT", description = "The kernel command line of --kernel.")
    String commandLine = "";

    @Option(names = "--uki", paramLabel = "FILE", description = "A unified kernel image (.efi).")
    @Nullable
    Path uki;

    @Option(
            names = "--disk",
            paramLabel = "FILE",
            description = "A disk image; booted by UEFI firmware unless something else to boot is named. Repeatable.")
    List<Path> disks = new ArrayList<>();

    @Option(names = "--disk-writable", description = "Keep what the machine writes to the disks.")
    boolean writable;

    @Option(
            names = "--firmware",
            paramLabel = "direct|uefi",
            description =
                    "direct: QEMU starts the kernel by itself, which is faster; uefi: OVMF starts the unified kernel "
                            + "image as a real machine does (default: direct for REF and --kernel, uefi for --uki).")
    @Nullable
    Firmware firmware;

    /** Who starts the kernel. */
    enum Firmware {
        DIRECT,
        UEFI
    }

    @Option(
            names = "--extra-kernel-arg",
            paramLabel = "ARG",
            description = "Added to the kernel command line. Repeatable.")
    List<String> extraArguments = new ArrayList<>();

    @Mixin
    BootExpectations expectations = new BootExpectations();

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    MachineOption machine = new MachineOption();

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "Where the console's text goes (default: the store's logs).")
    @Nullable
    Path log;

    @Option(names = "--json", description = "The verdict as JSON.")
    boolean json;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws BuildException, IOException, InterruptedException {
        check();
        KilnHome home = store.home().create();
        Path console = log != null
                ? log
                : home.logs().resolve("boot-" + LocalDateTime.now().format(STAMP) + ".log");
        try (TempSpace space = TempSpace.open(home.tmp())) {
            Path scratch = Files.createDirectory(space.fresh("boot"));
            Optional<String> configuration = expectations.configuration();
            BootVerdict verdict = Boot.run(new BootRequest(
                    source(home, scratch),
                    machine.options(disks, writable),
                    configuration,
                    installer(home, scratch),
                    expectations.all(configuration),
                    scratch,
                    console));
            System.out.println(json ? BootJson.of(verdict) : BootText.of(verdict));
            return verdict.met() ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    private void check() {
        long named = Stream.of(!reference.isEmpty(), kernel != null, uki != null)
                .filter(given -> given)
                .count();
        if (named > 1 || (named == 0 && disks.isEmpty())) {
            throw new UsageException(
                    "name one thing to boot: the REF of an installer image, --kernel FILE, --uki FILE, "
                            + "or --disk FILE");
        }
        if (kernel == null && (initramfs != null || !commandLine.isEmpty())) {
            throw new UsageException("--initramfs and --cmdline go with --kernel FILE");
        }
        if (expectations.installer != null && !expectations.installRefused && (disks.isEmpty() || !writable)) {
            throw new UsageException("--installer needs a disk that keeps what is written to it: "
                    + "--disk FILE --disk-writable (truncate -s 2G FILE makes an empty one)");
        }
        boolean disk = named == 0;
        if (disk && (!extraArguments.isEmpty() || expectations.denies())) {
            throw new UsageException(
                    "a disk boots with the command line that is on it: --extra-kernel-arg and --blacklist "
                            + "cannot change it. Boot the unified kernel image with --uki FILE instead.");
        }
        if (disk && firmware == Firmware.DIRECT) {
            throw new UsageException("a disk is booted by firmware: leave --firmware=direct out");
        }
        for (Path file : Stream.concat(
                        Stream.of(Optional.ofNullable(kernel), Optional.ofNullable(initramfs), Optional.ofNullable(uki))
                                .flatMap(Optional::stream),
                        disks.stream())
                .toList()) {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new UsageException("there is no file " + file);
            }
        }
    }

    private BootSource source(KilnHome home, Path scratch) throws BuildException, IOException, InterruptedException {
        boolean uefi = firmware == Firmware.UEFI || (firmware == null && uki != null);
        if (!reference.isEmpty()) {
            FileTree installer = trees(home).tree("REF", reference, ImageKind.INSTALLER);
            return BootImage.ofInstaller(installer, MACHINE.architecture(), uefi, this::arguments, scratch);
        }
        if (uki != null) {
            return BootImage.ofUki(uki, uefi, this::arguments, scratch);
        }
        if (kernel != null) {
            if (uefi && initramfs != null) {
                throw new UsageException("--firmware uefi starts one file: make a unified kernel image of kernel and "
                        + "initramfs, or leave --firmware out");
            }
            return uefi
                    ? new BootSource.Efi(kernel, arguments(commandLine))
                    : new BootSource.Direct(kernel, Optional.ofNullable(initramfs), arguments(commandLine));
        }
        return new BootSource.Disk();
    }

    private Optional<Path> installer(KilnHome home, Path scratch)
            throws BuildException, IOException, InterruptedException {
        if (expectations.installer == null) {
            return Optional.empty();
        }
        Path file = Path.of(expectations.installer);
        if (Files.isRegularFile(file)) {
            ImageKinds.require(
                    ImageKind.INSTALLER,
                    "--installer",
                    file.toString(),
                    ImageArchive.open(file).image(),
                    kind -> Optional.empty());
            return Optional.of(file);
        }
        Image image = trees(home).image("--installer", expectations.installer, ImageKind.INSTALLER);
        Path archive = scratch.resolve("installer.tar");
        WholeFile.write(archive, out -> DockerArchive.write(image, List.of(), out));
        return Optional.of(archive);
    }

    private ImageTrees trees(KilnHome home) throws IOException {
        return new ImageTrees(home, access, MACHINE, kind -> Optional.empty());
    }

    private String arguments(String given) {
        return BootArguments.of(given, extraArguments, expectations.denied);
    }
}
