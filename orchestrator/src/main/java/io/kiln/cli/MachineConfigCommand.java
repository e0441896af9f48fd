package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.image.ImageKind;
import io.kiln.machine.InventoryReader;
import io.kiln.machine.MachineConfig;
import io.kiln.machine.MachinePatch;
import io.kiln.machine.ModuleCheck;
import io.kiln.machine.ModuleInventory;
import io.kiln.machine.ModuleName;
import io.kiln.machine.ModuleRequest;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import io.kiln.store.KilnHome;
import io.kiln.store.TempSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kiln machine-config}. */
@Command(
        name = "machine-config",
        description =
                "Write the machine configuration that loads modules, after checking that the machine will have them; "
                        + "or check one that is there.")
final class MachineConfigCommand implements Callable<Integer> {

    private static final long LARGEST = 4L << 20;

    @Option(
            names = "--image",
            paramLabel = "REF",
            description = "The installer image, which becomes machine.install.image.")
    String installer = "";

    @Option(names = "--kernel-image", paramLabel = "REF", description = "A kernel image whose modules the machine has.")
    String kernel = "";

    @Option(
            names = "--system-extension-image",
            paramLabel = "REF",
            description = "An extension that the machine has. Repeatable.")
    List<String> extensions = new ArrayList<>();

    @Option(
            names = "--module",
            paramLabel = "NAME[:PARAM=VALUE,...]",
            description = "A module to load; write \\, for a comma in a value. Repeatable.")
    List<String> modules = new ArrayList<>();

    @Option(names = "--deny", paramLabel = "NAME", description = "A module that the kernel is to refuse. Repeatable.")
    List<String> denied = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "v1alpha1|document|both",
            defaultValue = "v1alpha1",
            description =
                    "v1alpha1: machine.kernel.modules; document: a KernelModuleConfig for each; both: one after the "
                            + "other, to take one of (default: v1alpha1).")
    Format format = Format.V1ALPHA1;

    /** How modules are written down. */
    enum Format {
        V1ALPHA1,
        DOCUMENT,
        BOTH
    }

    @Option(names = "--machine-config", paramLabel = "FILE", description = "Check this machine configuration.")
    @Nullable
    Path existing;

    @Option(names = "--output", paramLabel = "FILE", description = "Where the patch goes (default: standard output).")
    @Nullable
    Path output;

    @Mixin
    RegistryAccess access = new RegistryAccess();

    @Mixin
    PlatformOption platform = new PlatformOption();

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws BuildException, IOException, InterruptedException {
        if (installer.isEmpty() && kernel.isEmpty() && extensions.isEmpty()) {
            throw new UsageException(
                    "name what the machine is made of, so that modules can be checked: --image REF, or "
                            + "--kernel-image REF and --system-extension-image REF");
        }
        List<ModuleRequest> requests = modules.stream()
                .map(text -> UsageException.parsing("--module", () -> ModuleRequest.parse(text)))
                .toList();
        denied.forEach(name -> UsageException.parsing("--deny", () -> ModuleName.check(name)));
        if (requests.isEmpty() && denied.isEmpty() && existing == null) {
            throw new UsageException("nothing to do: give --module NAME, --deny NAME or --machine-config FILE");
        }
        Problems problems = new Problems(false);
        MachineConfig config = existing == null
                ? new MachineConfig(List.of(), List.of())
                : MachineConfig.read(existing.toString(), text(existing), problems);
        if (problems.count() == 0) {
            check(requests, config, problems);
        }
        problems.all().forEach(problem -> System.err.println(problem.render()));
        if (problems.all().stream().anyMatch(Diagnostic::isError)) {
            return ExitCodes.WRONG_INPUT;
        }
        if (existing != null) {
            System.out.println(existing + ": " + config.modules().size() + " modules, all of them there");
        }
        if (!requests.isEmpty() || !denied.isEmpty()) {
            write(new MachinePatch(requests, Optional.of(installer).filter(ref -> !ref.isEmpty()), denied));
        }
        return ExitCodes.OK;
    }

    private void check(List<ModuleRequest> requests, MachineConfig config, Problems problems)
            throws BuildException, IOException, InterruptedException {
        Set<String> wanted = new HashSet<>();
        requests.forEach(request -> wanted.add(request.name()));
        config.modules().forEach(entry -> wanted.add(entry.module().name()));
        List<String> refused = new ArrayList<>(denied);
        refused.addAll(config.denied());
        ModuleCheck check = new ModuleCheck(inventory(wanted), refused, problems);
        config.modules().forEach(entry -> check.check(entry.module(), entry.at()));
        requests.forEach(request -> check.check(request, Position.ofFile("--module " + request.name())));
        check.checkDenied(Position.ofFile("--deny"));
    }

    private ModuleInventory inventory(Set<String> wanted) throws BuildException, IOException, InterruptedException {
        KilnHome home = store.home().create();
        Platform of = platform.platform();
        InventoryReader reader = new InventoryReader(wanted);
        try (TempSpace space = TempSpace.open(home.tmp())) {
            ImageTrees trees = new ImageTrees(home, access, of, MachineConfigCommand::option);
            if (!installer.isEmpty()) {
                reader.addInstaller(
                        trees.tree("--image", installer, ImageKind.INSTALLER),
                        of.architecture(),
                        Files.createDirectory(space.fresh("installer")));
            }
            if (!kernel.isEmpty()) {
                reader.addImage(trees.tree("--kernel-image", kernel, ImageKind.KERNEL));
            }
            for (String extension : extensions) {
                reader.addImage(trees.tree("--system-extension-image", extension, ImageKind.EXTENSION));
            }
        }
        return reader.inventory();
    }

    private static Optional<String> option(ImageKind kind) {
        return switch (kind) {
            case INSTALLER -> Optional.of("--image");
            case KERNEL -> Optional.of("--kernel-image");
            case EXTENSION -> Optional.of("--system-extension-image");
            default -> Optional.empty();
        };
    }

    private void write(MachinePatch patch) throws IOException {
        String text = switch (format) {
            case V1ALPHA1 -> patch.v1alpha1();
            case DOCUMENT -> patch.documents();
            case BOTH ->
                "# One of these two, not both: first as part of the main document,\n" + patch.v1alpha1()
                        + "# then as a document for each module.\n---\n" + patch.documents();
        };
        if (output == null) {
            System.out.print(text);
        } else {
            Files.writeString(output, text);
            System.out.println("wrote " + output);
        }
        patch.denyArgument()
                .ifPresent(argument -> System.err.println(
                        "note: a machine that boots a unified kernel image takes its kernel arguments from there: make the image "
                                + "with --extra-kernel-arg " + argument));
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--machine-config: there is no file " + file);
        }
        if (Files.size(file) > LARGEST) {
            throw new UsageException("--machine-config: " + file + " is larger than 4 MiB");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
