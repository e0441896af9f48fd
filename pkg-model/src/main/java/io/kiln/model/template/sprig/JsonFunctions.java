package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** Functions that write and read JSON; those without {@code must} keep silent about errors. */
final class JsonFunctions {

    private JsonFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("mustToJson", a -> write(a, true, false));
        table.put("mustToPrettyJson", a -> write(a, true, true));
        table.put("mustToRawJson", a -> write(a, false, false));
        table.put("toRawJson", a -> write(a, false, false));
        table.put("toJson", a -> orElse(Value.of(""), () -> write(a, true, false)));
        table.put("toPrettyJson", a -> orElse(Value.of(""), () -> write(a, true, true)));
        table.put("mustFromJson", JsonFunctions::read);
        table.put("fromJson", a -> orElse(Value.MISSING, () -> read(a)));
    }

    @FunctionalInterface
    private interface Attempt {
        Value run() throws CallException;
    }

    private static Value orElse(Value fallback, Attempt attempt) {
        try {
            return attempt.run();
        } catch (CallException e) {
            return fallback;
        }
    }

    private static Value write(Arguments a, boolean escape, boolean pretty) throws CallException {
        return Value.of(new JsonWriter(escape, pretty, a.budget()).write(a.get(0)));
    }

    private static Value read(Arguments a) throws CallException {
        return new JsonReader(a.string(0), a.budget()).read();
    }
}
