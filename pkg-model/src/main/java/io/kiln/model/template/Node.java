package io.kiln.model.template;

import io.kiln.model.template.value.Quote;
import io.kiln.model.template.value.Value;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of a parsed template; {@link #source()} prints it as Go does. Offsets are in bytes of the whole text. */
sealed interface Node {

    int offset();

    /** The node as template text. */
    String source();

    /** What a list of nodes prints as. */
    static String join(List<? extends Node> nodes, String separator) {
        return nodes.stream().map(Node::source).collect(Collectors.joining(separator));
    }

    record Sequence(int offset, List<Node> nodes) implements Node {
        @Override
        public String source() {
            return join(nodes, "");
        }

        /** Whether it holds nothing but white space. */
        boolean isBlank() {
            return nodes.stream()
                    .allMatch(n -> n instanceof Text text && text.bytes().isBlank());
        }
    }

    record Text(int offset, String bytes) implements Node {
        @Override
        public String source() {
            return bytes;
        }
    }

    record Action(int offset, Pipeline pipeline) implements Node {
        @Override
        public String source() {
            return "{{" + pipeline.source() + "}}";
        }
    }

    record Pipeline(int offset, boolean isAssignment, List<Variable> declarations, List<Command> commands)
            implements Node {
        @Override
        public String source() {
            String declared = declarations.isEmpty() ? "" : join(declarations, ", ") + (isAssignment ? " = " : " := ");
            return declared + join(commands, " | ");
        }
    }

    record Command(int offset, List<Node> operands) implements Node {
        @Override
        public String source() {
            return operands.stream()
                    .map(n -> n instanceof Pipeline ? "(" + n.source() + ")" : n.source())
                    .collect(Collectors.joining(" "));
        }
    }

    record Identifier(int offset, String name) implements Node {
        @Override
        public String source() {
            return name;
        }
    }

    /** A variable, with the dollar sign, and the fields after it. */
    record Variable(int offset, String name, List<String> fields) implements Node {
        @Override
        public String source() {
            return fields.isEmpty() ? name : name + "." + String.join(".", fields);
        }
    }

    record Dot(int offset) implements Node {
        @Override
        public String source() {
            return ".";
        }
    }

    record Nil(int offset) implements Node {
        @Override
        public String source() {
            return "nil";
        }
    }

    record Field(int offset, List<String> names) implements Node {
        @Override
        public String source() {
            return "." + String.join(".", names);
        }
    }

    /** Fields of what an expression in parentheses gives. */
    record Chain(int offset, Node base, List<String> fields) implements Node {
        @Override
        public String source() {
            String inner = base instanceof Pipeline ? "(" + base.source() + ")" : base.source();
            return inner + "." + String.join(".", fields);
        }
    }

    record BoolLiteral(int offset, boolean value) implements Node {
        @Override
        public String source() {
            return String.valueOf(value);
        }
    }

    record StringLiteral(int offset, String quoted, String bytes) implements Node {
        @Override
        public String source() {
            return quoted;
        }
    }

    record NumberLiteral(int offset, Constant constant) implements Node {
        @Override
        public String source() {
            return constant.text();
        }
    }

    /** The three actions with a body. */
    enum Branch {
        IF("if"),
        WITH("with"),
        RANGE("range");

        final String keyword;

        Branch(String keyword) {
            this.keyword = keyword;
        }
    }

    record Control(
            int offset,
            Branch branch,
            Pipeline pipeline,
            Sequence body,
            @Nullable Sequence otherwise) implements Node {
        @Override
        public String source() {
            String other = otherwise == null ? "" : "{{else}}" + otherwise.source();
            return "{{" + branch.keyword + " " + pipeline.source() + "}}" + body.source() + other + "{{end}}";
        }
    }

    /** {@code break} or {@code continue}. */
    record Jump(int offset, boolean isBreak) implements Node {
        @Override
        public String source() {
            return isBreak ? "{{break}}" : "{{continue}}";
        }
    }

    record Call(int offset, String name, @Nullable Pipeline pipeline) implements Node {
        @Override
        public String source() {
            return "{{template " + Quote.quote(name) + (pipeline == null ? "" : " " + pipeline.source()) + "}}";
        }
    }

    /** The end of a body, seen by the parser only. */
    record Terminator(int offset, boolean isElse) implements Node {
        @Override
        public String source() {
            return isElse ? "{{else}}" : "{{end}}";
        }
    }

    /** The value of a literal, or null if the node is none. */
    static @Nullable Value literal(Node node) {
        if (node instanceof BoolLiteral bool) {
            return Value.of(bool.value());
        }
        return node instanceof StringLiteral string ? Value.of(string.bytes()) : null;
    }
}
