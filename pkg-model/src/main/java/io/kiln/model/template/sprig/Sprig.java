package io.kiln.model.template.sprig;

import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Signature;
import java.util.HashMap;
import java.util.Map;

/** The functions of Sprig, version 3.3, by name; the ones that would make a template depend on anything but its variables refuse to run. */
public final class Sprig {

    private static final Map<String, Function> FUNCTIONS = table();

    private Sprig() {}

    /** All functions; the map cannot be changed. */
    public static Map<String, Function> functions() {
        return FUNCTIONS;
    }

    private static Map<String, Function> table() {
        Map<String, Function.Body> bodies = new HashMap<>();
        StringFunctions.addTo(bodies);
        RegexFunctions.addTo(bodies);
        LogicFunctions.addTo(bodies);
        Map<String, Function> functions = new HashMap<>();
        Signature.readTable(Sprig.class, "sprig-signatures.tsv")
                .forEach((name, signature) -> functions.put(
                        name, new Function(name, signature, bodies.getOrDefault(name, arguments -> refuse(name)))));
        return Map.copyOf(functions);
    }

    private static io.kiln.model.template.value.Value refuse(String name) throws CallException {
        throw new CallException("Kiln keeps templates hermetic: " + name
                + " is not available, because what it returns would not depend on the variables alone");
    }
}
