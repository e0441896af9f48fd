package io.kiln;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second process for a test, with this one's Java and class path. */
public final class JavaProcess {

    private JavaProcess() {}

    /** A program with a {@code main}, to be started by the caller, who also ends it. */
    public static ProcessBuilder of(Class<?> program, String... arguments) {
        return new ProcessBuilder(command(List.of(), program, arguments));
    }

    /**
     * The command line of one.
     *
     * @param options of Java
     */
    public static List<String> command(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
