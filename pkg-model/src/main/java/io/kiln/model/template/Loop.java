package io.kiln.model.template;

import io.kiln.model.template.Execution.Flow;
import io.kiln.model.template.Node.Sequence;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.ListValue;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Value;
import java.util.List;
import java.util.Map;

/** A {@code range} over one value. Used once. */
final class Loop {

    private final Node.Control control;
    private final Evaluator evaluator;
    private final Body body;

    /** Runs the body with an element as the dot. */
    @FunctionalInterface
    interface Body {
        Flow run(Sequence nodes, Value dot, Evaluator evaluator) throws ExecutionException;
    }

    Loop(Node.Control control, Evaluator evaluator, Body body) {
        this.control = control;
        this.evaluator = evaluator;
        this.body = body;
    }

    /** Runs the body for each element; false if there is none. */
    boolean run(Value value) throws ExecutionException {
        if (value instanceof ListValue list) {
            for (int i = 0; i < list.size() && once(Value.ofInt(i), list.get(i)); i++) {
                continue;
            }
            return list.size() > 0;
        }
        if (value instanceof MapValue map) {
            List<Map.Entry<String, Value>> entries = List.copyOf(map.entries().entrySet());
            for (Map.Entry<String, Value> entry : entries) {
                if (!once(Value.of(entry.getKey()), map.element(entry.getValue()))) {
                    break;
                }
            }
            return !entries.isEmpty();
        }
        if (value instanceof Value.Int count) {
            return count(count);
        }
        if (value instanceof Value.Missing) {
            return false;
        }
        throw failure("range can't iterate over ", value);
    }

    private boolean count(Value.Int count) throws ExecutionException {
        if (control.pipeline().declarations().size() > 1) {
            throw failure("can't use ", value(count), " to iterate over more than one variable");
        }
        for (long i = 0; i < count.value() && once(Value.MISSING, new Value.Int(count.type(), i)); i++) {
            continue;
        }
        return count.value() > 0;
    }

    /** Runs the body once; false after a break. */
    private boolean once(Value index, Value element) throws ExecutionException {
        Variables variables = evaluator.variables();
        List<Node.Variable> declared = control.pipeline().declarations();
        if (control.pipeline().isAssignment()) {
            if (!declared.isEmpty()) {
                evaluator.assign(declared.get(0), declared.size() > 1 ? index : element);
            }
            if (declared.size() > 1) {
                evaluator.assign(declared.get(1), element);
            }
        } else {
            if (!declared.isEmpty()) {
                variables.setTop(1, element);
            }
            if (declared.size() > 1) {
                variables.setTop(2, index);
            }
        }
        evaluator.step(control);
        int mark = variables.mark();
        Flow flow = body.run(control.body(), element, evaluator);
        variables.pop(mark);
        return flow != Flow.BREAK;
    }

    private ExecutionException failure(String before, Value value) throws ExecutionException {
        return failure(before, value(value), "");
    }

    private ExecutionException failure(String before, String value, String after) {
        return evaluator.failure(before + value + after);
    }

    private String value(Value value) throws ExecutionException {
        try {
            return evaluator.print(value);
        } catch (CallException e) {
            throw evaluator.failure(control, e);
        }
    }
}
