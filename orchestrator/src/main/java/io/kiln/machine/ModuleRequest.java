package io.kiln.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A module that a machine is to load.
 *
 * @param parameters each of the form {@code name=value}
 */
public record ModuleRequest(String name, List<String> parameters) {

    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(=\\P{Cc}*)?");

    public ModuleRequest {
        ModuleName.check(name);
        parameters = List.copyOf(parameters);
        for (String parameter : parameters) {
            if (!PARAMETER.matcher(parameter).matches()) {
                throw new IllegalArgumentException("'" + parameter.replaceAll("\\p{Cc}", "?")
                        + "' is not a parameter of module " + name + "; write param=value");
            }
        }
    }

    /**
     * Reads {@code NAME} or {@code NAME:param=value,param=value}. A comma inside a value is written with a backslash before
     * it, as in {@code ports=80\,443}, or the value is quoted.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static ModuleRequest parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new ModuleRequest(text, List.of())
                : new ModuleRequest(text.substring(0, colon), parameters(text.substring(colon + 1)));
    }

    private static List<String> parameters(String text) {
        List<String> parameters = new ArrayList<>();
        StringBuilder parameter = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                parameter.append(text.charAt(++i));
            } else if (c == ',' && !quoted) {
                parameters.add(parameter.toString());
                parameter.setLength(0);
            } else {
                quoted ^= c == '"';
                parameter.append(c);
            }
        }
        parameters.add(parameter.toString());
        return parameters;
    }

    /** Whether both are about the same module. */
    public boolean isFor(String module) {
        return ModuleName.same(name, module);
    }
}
