package io.kiln.machine;

import java.util.regex.Pattern;

/** Names of modules: the kernel writes underscores where files and people may write hyphens. */
public final class ModuleName {

    /** As long as the kernel keeps them (MODULE_NAME_LEN). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,54}");

    private ModuleName() {}

    /** The name as the kernel writes it. */
    public static String normal(String name) {
        return name.replace('-', '_');
    }

    public static boolean same(String one, String other) {
        return normal(one).equals(normal(other));
    }

    /**
     * The name, if it can be one.
     *
     * @throws IllegalArgumentException if no module has such a name
     */
    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            String printable = name.replaceAll("\\p{Cc}", "?");
            throw new IllegalArgumentException("'" + printable
                    + "' is not the name of a module; write for example 'hello-module', without path and .ko");
        }
        return name;
    }
}
