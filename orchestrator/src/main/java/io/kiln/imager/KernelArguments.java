package io.kiln.imager;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A kernel command line, kept in order. Further arguments append, but those of {@code console} and {@code talos.platform}
 * take the place of what was there; {@code -key} removes all of a key, {@code -key=value} that value. Immutable.
 */
public record KernelArguments(List<String> list) {

    private static final Set<String> REPLACED = Set.of("console", "talos.platform");

    public KernelArguments {
        list = List.copyOf(list);
    }

    /** What a machine of this platform starts with. */
    public static KernelArguments of(String platform) {
        List<String> arguments = new ArrayList<>();
        arguments.add("talos.platform=" + platform);
        if (platform.equals("metal")) {
            arguments.add("console=tty0");
        }
        arguments.addAll(List.of(
                "slab_nomerge",
                "pti=on",
                "consoleblank=0",
                "printk.devkmsg=on",
                "selinux=1",
                "module.sig_enforce=1",
                "proc_mem.force_override=never"));
        return new KernelArguments(arguments);
    }

    /** With the user's arguments, each of which may hold several, separated by blanks. */
    public KernelArguments with(List<String> extra) {
        List<String> result = new ArrayList<>(list);
        Set<String> replaced = new HashSet<>();
        for (String text : extra) {
            for (String argument : split(text)) {
                if (argument.startsWith("-")) {
                    String removed = argument.substring(1);
                    result.removeIf(there -> there.equals(removed)
                            || (!removed.contains("=") && key(there).equals(removed)));
                } else {
                    String key = key(argument);
                    if (REPLACED.contains(key) && replaced.add(key)) {
                        replace(result, key, argument);
                    } else {
                        result.add(argument);
                    }
                }
            }
        }
        return new KernelArguments(result);
    }

    /** In the place of the first of this key, so that the order stays. */
    private static void replace(List<String> arguments, String key, String argument) {
        int first = arguments.size();
        for (int i = arguments.size() - 1; i >= 0; i--) {
            if (key(arguments.get(i)).equals(key)) {
                arguments.remove(i);
                first = i;
            }
        }
        arguments.add(Math.min(first, arguments.size()), argument);
    }

    /** Blanks inside double quotes belong to the argument, as in the kernel. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : text.toCharArray()) {
            quoted ^= c == '"';
            if (Character.isWhitespace(c) && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static String key(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    @Override
    public String toString() {
        return String.join(" ", list);
    }
}
