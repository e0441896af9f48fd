package io.kiln.model.template;

import io.kiln.model.template.Node.Sequence;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Printer;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** One run of a template: walks the bodies and writes the output. Used once. */
final class Execution {

    private final String name;
    private final Map<String, Sequence> bodies;
    private final Map<String, Function> functions;
    private final Output output;
    private final Budget budget = new Budget();
    private int calls;

    /** How a node ended. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Execution(String name, Map<String, Sequence> bodies, Map<String, Function> functions, Output output) {
        this.name = name;
        this.bodies = bodies;
        this.functions = functions;
        this.output = output;
    }

    void run(Value root) throws ExecutionException {
        Sequence body = bodies.get(name);
        if (body != null) {
            walk(body, root, new Evaluator(name, new Variables(root), functions, budget));
        }
    }

    private Flow walk(Sequence body, Value dot, Evaluator evaluator) throws ExecutionException {
        for (Node node : body.nodes()) {
            Flow flow = walk(node, dot, evaluator);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow walk(Node node, Value dot, Evaluator evaluator) throws ExecutionException {
        evaluator.step(node);
        evaluator.at(node);
        if (node instanceof Node.Text text) {
            write(text.bytes(), node, true, evaluator);
        } else if (node instanceof Node.Action action) {
            Value value = evaluator.pipeline(dot, action.pipeline());
            if (action.pipeline().declarations().isEmpty()) {
                print(value, node, evaluator);
            }
        } else if (node instanceof Node.Jump jump) {
            return jump.isBreak() ? Flow.BREAK : Flow.CONTINUE;
        } else if (node instanceof Node.Call call) {
            call(call, dot, evaluator);
        } else if (node instanceof Node.Control control) {
            return control(control, dot, evaluator);
        }
        return Flow.NEXT;
    }

    private void print(Value value, Node node, Evaluator evaluator) throws ExecutionException {
        try {
            write(Printer.printAction(value, budget), node, false, evaluator);
        } catch (CallException e) {
            throw evaluator.failure(node, e);
        }
    }

    private void write(String text, Node node, boolean isCopy, Evaluator evaluator) throws ExecutionException {
        try {
            output.write(text, node.offset(), isCopy);
        } catch (CallException e) {
            throw evaluator.failure(node, e);
        }
    }

    private Flow control(Node.Control control, Value dot, Evaluator evaluator) throws ExecutionException {
        int mark = evaluator.variables().mark();
        Value value = evaluator.pipeline(dot, control.pipeline());
        Flow flow = Flow.NEXT;
        if (control.branch() == Node.Branch.RANGE) {
            if (!new Loop(control, evaluator, this::walk).run(value)) {
                flow = otherwise(control, dot, evaluator);
            }
        } else if (value.isTrue()) {
            flow = walk(control.body(), control.branch() == Node.Branch.WITH ? value : dot, evaluator);
        } else {
            flow = otherwise(control, dot, evaluator);
        }
        evaluator.variables().pop(mark);
        return flow;
    }

    private Flow otherwise(Node.Control control, Value dot, Evaluator evaluator) throws ExecutionException {
        Sequence otherwise = control.otherwise();
        return otherwise == null ? Flow.NEXT : walk(otherwise, dot, evaluator);
    }

    private void call(Node.Call call, Value dot, Evaluator evaluator) throws ExecutionException {
        Sequence body = bodies.get(call.name());
        if (body == null) {
            throw evaluator.failure(
                    call, "template " + io.kiln.model.template.value.Quote.quote(call.name()) + " not defined");
        }
        if (calls == Limits.MAX_CALLS) {
            throw evaluator.failure(call, "exceeded maximum template depth (" + Limits.MAX_CALLS + ")");
        }
        Node.Pipeline pipeline = call.pipeline();
        Value argument = pipeline == null ? Value.MISSING : evaluator.pipeline(dot, pipeline);
        calls++;
        walk(body, argument, new Evaluator(call.name(), new Variables(argument), functions, budget));
        calls--;
    }
}
