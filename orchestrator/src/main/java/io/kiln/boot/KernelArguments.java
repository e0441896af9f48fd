package io.kiln.boot;

import io.kiln.machine.ModuleName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The kernel command line of a boot: the given one, and what a machine needs for its console to be read. */
public final class KernelArguments {

    private static final String DENY = "module_blacklist=";

    private KernelArguments() {}

    /**
     * Adds to a command line.
     *
     * @param denied modules that the kernel is to refuse, beside those that the line names already
     */
    public static String of(String given, List<String> extra, List<String> denied) {
        List<String> arguments = new ArrayList<>();
        Set<String> deny = new LinkedHashSet<>();
        List<String> words = new ArrayList<>(List.of(given.strip().split("\\s+")));
        words.addAll(extra);
        for (String word : words) {
            // The kernel heeds the last one only.
            if (word.startsWith(DENY)) {
                deny.addAll(List.of(word.substring(DENY.length()).split(",")));
            } else if (!word.isEmpty()) {
                arguments.add(word);
            }
        }
        denied.forEach(name -> deny.add(ModuleName.normal(name)));
        if (!arguments.contains("console=ttyS0") && arguments.stream().noneMatch(a -> a.startsWith("console=ttyS0,"))) {
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
