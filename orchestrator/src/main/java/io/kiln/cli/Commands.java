package io.kiln.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/**
 * Kiln's commands. A run makes only the one that it names: reading the options of all the others takes longer than many
 * a run that finds nothing to do.
 */
final class Commands {

    private static final Map<String, Class<?>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("build", BuildCommand.class);
        ALL.put("validate", ValidateCommand.class);
        ALL.put("graph", GraphCommand.class);
        ALL.put("render", RenderCommand.class);
        ALL.put("registry", RegistryCommand.class);
        ALL.put("image", ImageCommand.class);
        ALL.put("module", ModuleCommand.class);
        ALL.put("boot", BootCommand.class);
        ALL.put("machine-config", MachineConfigCommand.class);
        ALL.put("imager", ImagerCommand.class);
        ALL.put("extension", ExtensionCommand.class);
        ALL.put("doctor", DoctorCommand.class);
        ALL.put("gc", GcCommand.class);
        ALL.put("version", VersionCommand.class);
    }

    private Commands() {}

    /** Kiln with the command that these arguments name; with all of them if they name none, for help and suggestions. */
    static CommandLine line(String... args) {
        CommandLine line = new CommandLine(new KilnCommand());
        named(args).forEach(line::addSubcommand);
        return line;
    }

    private static Map<String, Class<?>> named(String... args) {
        for (String arg : args) {
            Class<?> command = ALL.get(arg);
            if (command != null) {
                return Map.of(arg, command);
            }
            if (!arg.startsWith("-")) {
                break;
            }
        }
        return ALL;
    }
}
