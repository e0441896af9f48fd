package io.kiln.model.template;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.Budget;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.GoType;
import io.kiln.model.template.value.IntType;
import io.kiln.model.template.value.Signature;
import io.kiln.model.template.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls functions: checks the number and the types of the arguments against the signature, in one place for every function. */
final class Calls {

    private final Evaluator evaluator;
    private final Budget budget;

    Calls(Evaluator evaluator, Budget budget) {
        this.evaluator = evaluator;
        this.budget = budget;
    }

    /**
     * Calls a function with the operands after the first one.
     *
     * @param last what the pipeline passes as the last argument, or null
     * @param node where a failure of the function itself is placed
     */
    Value call(Value dot, Function function, Node node, List<Node> operands, @Nullable Value last)
            throws ExecutionException {
        if (function.body() instanceof Function.Refusal) {
            return run(function, List.of(), node);
        }
        List<Node> given = operands.isEmpty() ? operands : operands.subList(1, operands.size());
        Signature signature = function.signature();
        int count = given.size() + (last == null ? 0 : 1);
        if (signature.isVariadic() ? count < signature.minimum() : count != signature.minimum()) {
            String atLeast = signature.isVariadic() ? "at least " : "";
            int got = signature.isVariadic() ? given.size() : count;
            throw evaluator.failure("wrong number of args for " + function.name() + ": want " + atLeast
                    + signature.minimum() + " got " + got);
        }
        if (function.body() instanceof Builtins.ShortCircuit choice) {
            return shortCircuit(dot, choice, given, last);
        }
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < given.size(); i++) {
            values.add(argument(dot, given.get(i), signature.parameter(i)));
        }
        if (last != null) {
            values.add(evaluator.fit(last, signature.parameter(given.size())));
        }
        return run(function, values, node);
    }

    private Value run(Function function, List<Value> values, Node node) throws ExecutionException {
        try {
            budget.steps(1);
            return function.body().call(new Arguments(values, budget));
        } catch (CallException e) {
            String message = io.kiln.model.template.value.Utf8.encode(String.valueOf(e.getMessage()));
            throw evaluator.failure(node, "error calling " + function.name() + ": " + message);
        }
    }

    private Value shortCircuit(Value dot, Builtins.ShortCircuit choice, List<Node> given, @Nullable Value last)
            throws ExecutionException {
        Value value = Value.MISSING;
        for (Node node : given) {
            value = argument(dot, node, GoType.REFLECT);
            if (value.isTrue() == choice.stopsAt()) {
                return value;
            }
        }
        return last == null ? value : last;
    }

    private Value argument(Value dot, Node node, GoType type) throws ExecutionException {
        evaluator.at(node);
        if (node instanceof Node.Nil) {
            if (!type.canBeNil()) {
                throw evaluator.failure(node, "cannot assign nil to " + type.name());
            }
            return type.nil();
        }
        boolean isLiteral = node instanceof Node.BoolLiteral
                || node instanceof Node.StringLiteral
                || node instanceof Node.NumberLiteral;
        if (!isLiteral || type.takesEverything()) {
            return evaluator.fit(evaluator.operand(dot, node), type);
        }
        return literal(node, type);
    }

    /** A literal as an argument: a number takes the type of the parameter if its value fits. */
    private Value literal(Node node, GoType type) throws ExecutionException {
        @Nullable Value value = null;
        String expected;
        Constant number = node instanceof Node.NumberLiteral literal ? literal.constant() : null;
        switch (type.name()) {
            case "string" -> {
                expected = "string";
                value = node instanceof Node.StringLiteral ? Node.literal(node) : null;
            }
            case "bool" -> {
                expected = "bool";
                value = node instanceof Node.BoolLiteral ? Node.literal(node) : null;
            }
            case "int", "int64" -> {
                expected = "integer";
                Long integer = number == null ? null : number.integer();
                value = integer == null
                        ? null
                        : new Value.Int(type.name().equals("int") ? IntType.INT : IntType.INT64, integer);
            }
            case "uint32", "uint64" -> {
                expected = "unsigned integer";
                Long unsigned = number == null ? null : number.unsigned();
                value = unsigned == null ? null : new Value.Int(IntType.UINT64, unsigned);
            }
            case "float64" -> {
                expected = "float";
                Double real = number == null ? null : number.real();
                value = real == null ? null : Value.of(real);
            }
            default ->
                throw evaluator.failure(node, "can't handle " + node.source() + " for arg of type " + type.name());
        }
        if (value == null) {
            throw evaluator.failure(node, "expected " + expected + "; found " + node.source());
        }
        return value;
    }
}
