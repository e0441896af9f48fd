package io.kiln.model.template.value;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameter types of a function.
 *
 * @param parameters the types in order; of a variadic function the last is the type of each further argument
 */
public record Signature(List<GoType> parameters, boolean isVariadic) {

    public Signature {
        parameters = List.copyOf(parameters);
    }

    /** The signature as Go writes it, for example {@code func(string, ...any) string}; the result type is not kept. */
    public static Signature parse(String text) {
        String inside = text.substring("func(".length(), closingParenthesis(text));
        List<GoType> types = new ArrayList<>();
        boolean variadic = false;
        for (String part : inside.isEmpty() ? new String[0] : inside.split(",")) {
            String type = part.strip();
            variadic = type.startsWith("...");
            types.add(GoType.parse(variadic ? type.substring(3) : type));
        }
        return new Signature(types, variadic);
    }

    /** Reads a table with a name, a tab and a signature on each line from a resource beside a class. */
    public static Map<String, Signature> readTable(Class<?> owner, String resource) {
        Map<String, Signature> table = new TreeMap<>();
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                table.put(line.substring(0, tab), parse(line.substring(tab + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource " + resource, e);
        }
        return table;
    }

    private static int closingParenthesis(String text) {
        return text.indexOf(')');
    }

    /** The number of arguments that must be there. */
    public int minimum() {
        return isVariadic ? parameters.size() - 1 : parameters.size();
    }

    /** The type that the argument at that index must have. */
    public GoType parameter(int index) {
        return parameters.get(Math.min(index, parameters.size() - 1));
    }
}
