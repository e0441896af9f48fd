package io.kiln.boot;

import io.kiln.imager.KernelArguments;
import io.kiln.machine.ModuleName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The kernel command line of a boot: the given one, and what a machine needs for its console to be read. */
public final class BootArguments {

    private static final String DENY = "module_blacklist=";

    private BootArguments() {}

    /**
     * Adds to a command line.
     *
     * @param extra as {@code kiln imager} takes them
     * @param denied modules that the kernel is to refuse, beside those that the line names already
     */
    public static String of(String given, List<String> extra, List<String> denied) {
        KernelArguments wanted =
                new KernelArguments(List.of()).with(List.of(given)).with(extra);
        List<String> arguments = new ArrayList<>();
        Set<String> deny = new LinkedHashSet<>();
        for (String argument : wanted.list()) {
            // The kernel heeds the last one only.
            if (argument.startsWith(DENY)) {
                deny.addAll(List.of(argument.substring(DENY.length()).split(",")));
            } else {
                arguments.add(argument);
            }
        }
        denied.forEach(name -> deny.add(ModuleName.normal(name)));
        if (arguments.stream().noneMatch(a -> a.equals("console=ttyS0") || a.startsWith("console=ttyS0,"))) {
            arguments.add("console=ttyS0");
        }
        if (!deny.isEmpty()) {
            arguments.add(DENY + String.join(",", deny));
        }
        arguments.add("panic=-1"); // a panic ends the machine at once
        arguments.add("kiln.poweroff");
        return String.join(" ", arguments);
    }
}
