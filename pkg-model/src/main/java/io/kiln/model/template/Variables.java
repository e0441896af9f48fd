package io.kiln.model.template;

import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables of one running template body, the innermost last. Not thread-safe. */
final class Variables {

    private final List<String> names = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();

    Variables(Value root) {
        push("$", root);
    }

    int mark() {
        return names.size();
    }

    /** Forgets what was declared since a mark. */
    void pop(int mark) {
        names.subList(mark, names.size()).clear();
        values.subList(mark, values.size()).clear();
    }

    void push(String name, Value value) {
        names.add(name);
        values.add(value);
    }

    /** Sets a variable; false if there is none. */
    boolean set(String name, Value value) {
        int index = names.lastIndexOf(name);
        if (index >= 0) {
            values.set(index, value);
        }
        return index >= 0;
    }

    /** Sets the variable that was declared as the nth last. */
    void setTop(int nth, Value value) {
        values.set(values.size() - nth, value);
    }

    @Nullable
    Value get(String name) {
        int index = names.lastIndexOf(name);
        return index < 0 ? null : values.get(index);
    }
}
