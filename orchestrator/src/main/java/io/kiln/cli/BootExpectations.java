package io.kiln.cli;

import io.kiln.boot.Expectation;
import io.kiln.boot.Installation;
import io.kiln.boot.ModuleParameter;
import io.kiln.machine.MachineConfig;
import io.kiln.machine.ModuleName;
import io.kiln.machine.ModulePatch;
import io.kiln.machine.ModuleRequest;
import io.kiln.model.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a machine is asked to load, and what is expected of it. */
final class BootExpectations {

    private static final long LONGEST_CONFIGURATION = 4L << 20;

    @Option(
            names = "--expect-module",
            paramLabel = "NAME",
            description = "Fail unless this module is loaded. Repeatable.")
    List<String> loaded = new ArrayList<>();

    @Option(
            names = "--expect-refused",
            paramLabel = "NAME",
            description = "Fail unless this module is refused. Repeatable.")
    List<String> refused = new ArrayList<>();

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description = "Have the machine load this module, and expect that it does. Repeatable.")
    List<String> modules = new ArrayList<>();

    @Option(
            names = "--module-param",
            paramLabel = "NAME.PARAM=VALUE",
            description = "Have the machine load the module with this parameter, and expect the value. Repeatable.")
    List<String> parameters = new ArrayList<>();

    @Option(
            names = "--blacklist",
            paramLabel = "NAME",
            description =
                    "Have the kernel refuse this module (module_blacklist), and expect that it is not loaded. Repeatable.")
    List<String> denied = new ArrayList<>();

    @Option(
            names = "--machine-config",
            paramLabel = "FILE",
            description = "The machine configuration, which the machine finds as /config.yaml.")
    @Nullable
    Path machineConfig;

    @Option(
            names = "--installer",
            paramLabel = "REF|FILE",
            description = "Have the machine run this installer image, of the store, a registry or a docker-archive: it "
                    + "installs to the first disk, or upgrades the system that is there. Expect that it does.")
    @Nullable
    String installer;

    @Option(
            names = "--expect-install-refused",
            description = "Expect of --installer that it refuses before it writes anything.")
    boolean installRefused;

    boolean denies() {
        return !denied.isEmpty();
    }

    /** The text of the machine configuration, with a document for each module that the command line asks for. */
    Optional<String> configuration() throws IOException {
        String requested = ModulePatch.documents(requests());
        if (machineConfig == null) {
            return Optional.of(requested).filter(text -> !text.isEmpty());
        }
        if (!Files.isRegularFile(machineConfig)) {
            throw new UsageException("--machine-config: there is no file " + machineConfig);
        }
        if (Files.size(machineConfig) > LONGEST_CONFIGURATION) {
            throw new UsageException("--machine-config: " + machineConfig + " is larger than 4 MiB");
        }
        String given = new String(Files.readAllBytes(machineConfig), StandardCharsets.UTF_8);
        return Optional.of(requested.isEmpty() ? given : given.stripTrailing() + "\n---\n" + requested);
    }

    /**
     * All that is expected, what follows from what is asked for included.
     *
     * @param configuration what {@link #configuration} gave; what cannot be read in it the machine will tell
     */
    List<Expectation> all(Optional<String> configuration) {
        List<Expectation> all = new ArrayList<>();
        if (installer != null) {
            all.add(new Expectation.Installed(
                    installRefused ? Installation.Outcome.REFUSED : Installation.Outcome.DONE));
        } else if (installRefused) {
            throw new UsageException("--expect-install-refused goes with --installer REF");
        }
        loaded.forEach(name -> all.add(named("--expect-module", Expectation.Loaded::new, name)));
        refused.forEach(name -> all.add(named("--expect-refused", Expectation.Refused::new, name)));
        for (String name : asked(configuration)) {
            if (!among(loaded, name) && !among(refused, name) && !among(denied, name)) {
                all.add(new Expectation.Loaded(name));
            }
        }
        for (String name : denied) {
            if (!among(refused, name)) {
                all.add(named("--blacklist", Expectation.Absent::new, name));
            }
        }
        wantedParameters().forEach(parameter -> {
            if (!among(refused, parameter.module()) && !among(denied, parameter.module())) {
                all.add(new Expectation.Parameter(parameter));
            }
        });
        for (String name : loaded) {
            if (among(refused, name) || among(denied, name)) {
                throw new UsageException("module " + name + " cannot be both loaded (--expect-module) and not");
            }
        }
        return all;
    }

    /** The modules that the machine is to load, each once. */
    private static Collection<String> asked(Optional<String> configuration) {
        Map<String, String> names = new LinkedHashMap<>();
        MachineConfig.read("config.yaml", configuration.orElse(""), new Problems(false))
                .modules()
                .forEach(entry -> names.putIfAbsent(
                        ModuleName.normal(entry.module().name()), entry.module().name()));
        return names.values();
    }

    private List<ModuleRequest> requests() {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (String module : modules) {
            names.putIfAbsent(ModuleName.normal(module), module);
            byName.computeIfAbsent(ModuleName.normal(module), name -> new ArrayList<>());
        }
        for (ModuleParameter parameter : wantedParameters()) {
            names.putIfAbsent(ModuleName.normal(parameter.module()), parameter.module());
            byName.computeIfAbsent(ModuleName.normal(parameter.module()), name -> new ArrayList<>())
                    .add(parameter.name() + "=" + parameter.value());
        }
        return byName.entrySet().stream()
                .map(entry -> UsageException.parsing(
                        "--module",
                        () -> new ModuleRequest(names.getOrDefault(entry.getKey(), entry.getKey()), entry.getValue())))
                .toList();
    }

    private List<ModuleParameter> wantedParameters() {
        List<ModuleParameter> wanted = new ArrayList<>();
        for (String text : parameters) {
            int dot = text.indexOf('.');
            int equals = text.indexOf('=');
            if (dot < 1 || equals < dot + 2) {
                throw new UsageException("--module-param takes NAME.PARAM=VALUE, not '" + text + "'");
            }
            wanted.add(new ModuleParameter(
                    text.substring(0, dot), text.substring(dot + 1, equals), text.substring(equals + 1)));
        }
        return wanted;
    }

    private static boolean among(List<String> names, String name) {
        return names.stream().anyMatch(other -> ModuleName.same(other, name));
    }

    private static Expectation named(String option, Function<String, Expectation> kind, String name) {
        return UsageException.parsing(option, () -> kind.apply(name));
    }
}
