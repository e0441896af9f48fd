package io.kiln.model.template;

import io.kiln.model.template.Node.Pipeline;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoType;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.ObjectValue;
import io.kiln.model.template.value.Printer;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the pipelines of one running body. Not thread-safe. */
final class Evaluator {

    private final String template;
    private final Variables variables;
    private final Map<String, Function> functions;
    private final Budget budget;
    private final Calls calls;
    private @Nullable Node current;

    Evaluator(String template, Variables variables, Map<String, Function> functions, Budget budget) {
        this.template = template;
        this.variables = variables;
        this.functions = functions;
        this.budget = budget;
        this.calls = new Calls(this, budget);
    }

    Variables variables() {
        return variables;
    }

    /** Counts one unit of work. */
    void step(Node node) throws ExecutionException {
        try {
            budget.steps(1);
        } catch (CallException e) {
            throw failure(node, e);
        }
    }

    /** Remembers the node that is being evaluated, where errors without a place of their own are shown. */
    void at(Node node) {
        current = node;
    }

    /** A failure at the node that was looked at last. */
    ExecutionException failure(String reason) {
        return failure(java.util.Objects.requireNonNull(current), reason);
    }

    ExecutionException failure(Node node, String reason) {
        return new ExecutionException(template, node, reason);
    }

    ExecutionException failure(Node node, CallException cause) {
        return failure(node, Utf8.encode(String.valueOf(cause.getMessage())));
    }

    String print(Value value) throws CallException {
        return Printer.print(value, budget);
    }

    void assign(Node.Variable variable, Value value) throws ExecutionException {
        if (!variables.set(variable.name(), value)) {
            throw failure("undefined variable: " + variable.name());
        }
    }

    Value pipeline(Value dot, Pipeline pipeline) throws ExecutionException {
        at(pipeline);
        Value value = null;
        for (Node.Command command : pipeline.commands()) {
            value = command(dot, command, value).unwrap();
        }
        Value result = value == null ? Value.MISSING : value;
        for (Node.Variable variable : pipeline.declarations()) {
            if (!pipeline.isAssignment()) {
                variables.push(variable.name(), result);
            } else if (!variables.set(variable.name(), result)) {
                throw failure("undefined variable: " + variable.name());
            }
        }
        return result;
    }

    private Value command(Value dot, Node.Command command, @Nullable Value last) throws ExecutionException {
        step(command);
        List<Node> operands = command.operands();
        Node first = operands.get(0);
        if (first instanceof Node.Field field) {
            return fields(dot, field, dot, field.names(), operands, last);
        }
        if (first instanceof Node.Chain chain) {
            return chain(dot, chain, operands, last);
        }
        if (first instanceof Node.Identifier identifier) {
            return calls.call(dot, function(identifier), command, operands, last);
        }
        if (first instanceof Node.Variable variable) {
            return variable(dot, variable, operands, last);
        }
        if (!(first instanceof Pipeline)) {
            at(first);
        }
        if (operands.size() > 1 || last != null) {
            throw failure("can't give argument to non-function " + first.source());
        }
        if (first instanceof Node.Nil) {
            throw failure("nil is not a command");
        }
        return operand(dot, first);
    }

    /** The value of an operand where its type does not matter. */
    Value operand(Value dot, Node node) throws ExecutionException {
        at(node);
        if (node instanceof Node.Dot) {
            return dot;
        }
        if (node instanceof Node.Nil) {
            return Value.MISSING;
        }
        if (node instanceof Node.Field field) {
            return fields(dot, field, dot, field.names(), List.of(), null);
        }
        if (node instanceof Node.Variable variable) {
            return variable(dot, variable, List.of(), null);
        }
        if (node instanceof Pipeline pipeline) {
            return pipeline(dot, pipeline);
        }
        if (node instanceof Node.Identifier identifier) {
            return calls.call(dot, function(identifier), identifier, List.of(), null);
        }
        if (node instanceof Node.Chain chain) {
            return chain(dot, chain, List.of(), null);
        }
        if (node instanceof Node.NumberLiteral number) {
            try {
                return number.constant().ideal();
            } catch (CallException e) {
                throw failure(node, e);
            }
        }
        Value literal = Node.literal(node);
        if (literal == null) {
            throw failure(node, "can't evaluate command " + io.kiln.model.template.value.Quote.quote(node.source()));
        }
        return literal;
    }

    private Function function(Node.Identifier identifier) throws ExecutionException {
        at(identifier);
        Function function = functions.get(identifier.name());
        if (function == null) {
            throw failure(identifier, "function " + identifier.name() + " not defined");
        }
        return function;
    }

    private Value variable(Value dot, Node.Variable variable, List<Node> operands, @Nullable Value last)
            throws ExecutionException {
        at(variable);
        Value value = variables.get(variable.name());
        if (value == null) {
            throw failure(variable, "undefined variable: " + variable.name());
        }
        if (variable.fields().isEmpty()) {
            if (operands.size() > 1 || last != null) {
                throw failure(variable, "can't give argument to non-function " + variable.source());
            }
            return value;
        }
        return fields(dot, variable, value, variable.fields(), operands, last);
    }

    private Value chain(Value dot, Node.Chain chain, List<Node> operands, @Nullable Value last)
            throws ExecutionException {
        if (chain.base() instanceof Node.Nil) {
            throw failure(chain, "indirection through explicit nil in " + chain.source());
        }
        return fields(dot, chain, operand(dot, chain.base()), chain.fields(), operands, last);
    }

    private Value fields(
            Value dot, Node node, Value receiver, List<String> names, List<Node> operands, @Nullable Value last)
            throws ExecutionException {
        Value value = receiver;
        at(node);
        for (int i = 0; i < names.size(); i++) {
            boolean isLast = i == names.size() - 1;
            value = field(dot, node, value, names.get(i), isLast ? operands : List.of(), isLast ? last : null);
        }
        return value;
    }

    private Value field(Value dot, Node node, Value receiver, String name, List<Node> operands, @Nullable Value last)
            throws ExecutionException {
        if (receiver instanceof Value.Missing) {
            return Value.MISSING;
        }
        Value value = receiver.unwrap();
        if (value instanceof Value.Missing) {
            throw failure(node, "nil pointer evaluating " + receiver.typeName() + "." + name);
        }
        if (value instanceof ObjectValue object) {
            Function method = object.method(Utf8.decode(name));
            if (method != null) {
                return calls.call(dot, method, node, operands, last);
            }
        }
        if (value instanceof MapValue map) {
            if (operands.size() > 1 || last != null) {
                throw failure(node, name + " is not a method but has arguments");
            }
            return map.get(name);
        }
        throw failure(node, "can't evaluate field " + name + " in type " + receiver.typeName());
    }

    /** Checks that a value goes into a parameter. */
    Value fit(Value value, GoType type) throws ExecutionException {
        if (value instanceof Value.Missing) {
            if (!type.canBeNil()) {
                throw failure("invalid value; expected " + type.name());
            }
            return type.nil();
        }
        Value content = value.unwrap();
        if (type.takesEverything() || content.typeName().equals(type.name())) {
            return content;
        }
        String actual = content instanceof Value.Missing ? value.typeName() : content.typeName();
        throw failure("wrong type for value; expected " + type.name() + "; got " + actual);
    }
}
