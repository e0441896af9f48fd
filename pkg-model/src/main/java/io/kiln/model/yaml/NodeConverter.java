package io.kiln.model.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the engine's nodes into ours: raw texts, positions in the user's file, no double keys, no endless aliases. */
final class NodeConverter {

    private static final String PREFIX = "tag:yaml.org,2002:";
    private static final Set<String> TRUTH = Set.of("true", "false", "yes", "no", "on", "off", "y", "n");

    private final BoundedComposer composer;
    private final PositionMap positions;
    private final Problems problems;
    private final Map<Node, Optional<YamlNode>> known = new IdentityHashMap<>();

    NodeConverter(BoundedComposer composer, PositionMap positions, Problems problems) {
        this.composer = composer;
        this.positions = positions;
        this.problems = problems;
    }

    /** The node, or nothing if it contains itself, which is reported. */
    @Nullable
    YamlNode convert(Node node) {
        Optional<YamlNode> before = known.get(node);
        if (before != null) {
            if (before.isEmpty()) {
                problems.error(at(node), "an alias leads back to a value that contains it");
            }
            return before.orElse(null);
        }
        known.put(node, Optional.empty());
        YamlNode converted = node instanceof ScalarNode scalar
                ? scalar(scalar)
                : node instanceof SequenceNode sequence ? sequence(sequence) : mapping((MappingNode) node);
        known.put(node, Optional.of(converted));
        return converted;
    }

    private YamlSequence sequence(SequenceNode node) {
        List<YamlNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            YamlNode converted = convert(item);
            if (converted != null) {
                items.add(converted);
            }
        }
        return new YamlSequence(items, at(node));
    }

    private YamlMapping mapping(MappingNode node) {
        List<YamlMapping.Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Position keyAt = at(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.error(keyAt, "a key must be a single value, not a list or a mapping");
                continue;
            }
            YamlScalar key = scalar(keyNode);
            Position first = seen.putIfAbsent(key.text(), keyAt);
            if (first != null) {
                problems.error(
                        keyAt, "key \"" + key.text() + "\" is written twice; the first one is on line " + first.line());
            } else if (key.kind() == YamlScalar.Kind.TIMESTAMP) {
                problems.error(keyAt, "key " + key.text() + " is a date", "put it in quotes");
            } else if (!key.isNull()) {
                YamlNode value = convert(tuple.getValueNode());
                if (value != null) {
                    entries.add(new YamlMapping.Entry(key.text(), keyAt, value));
                }
            }
        }
        return new YamlMapping(entries, at(node));
    }

    private YamlScalar scalar(ScalarNode node) {
        String text = node.getValue();
        boolean tagged = composer.isTagged(node);
        if (tagged && node.getTag().equals(Tag.BINARY)) {
            return binary(node);
        }
        return new YamlScalar(text, kind(node, tagged), node.isPlain(), at(node));
    }

    private YamlScalar binary(ScalarNode node) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(node.getValue());
            return new YamlScalar(
                    new String(bytes, StandardCharsets.UTF_8), YamlScalar.Kind.TEXT, node.isPlain(), at(node));
        } catch (IllegalArgumentException notBase64) {
            return new YamlScalar(node.getValue(), YamlScalar.Kind.MISTAGGED, node.isPlain(), at(node));
        }
    }

    private static YamlScalar.Kind kind(ScalarNode node, boolean tagged) {
        String text = node.getValue();
        if (!tagged) {
            return node.getTag().equals(Tag.NULL)
                    ? YamlScalar.Kind.NULL
                    : node.isPlain() && Timestamps.matches(text) ? YamlScalar.Kind.TIMESTAMP : YamlScalar.Kind.TEXT;
        }
        boolean fits = switch (node.getTag().getValue()) {
            case PREFIX + "timestamp" -> false;
            case PREFIX + "null" ->
                text.isEmpty()
                        || text.equals("~")
                        || text.toLowerCase(Locale.ROOT).equals("null");
            case PREFIX + "bool" -> TRUTH.contains(text.toLowerCase(Locale.ROOT));
            case PREFIX + "int", PREFIX + "float" -> text.matches("(?s)[-+.]?(\\d|\\.?(?i:inf|nan)).*");
            default -> true;
        };
        if (!fits) {
            return node.getTag().getValue().endsWith("timestamp")
                    ? YamlScalar.Kind.TIMESTAMP
                    : YamlScalar.Kind.MISTAGGED;
        }
        return node.getTag().equals(Tag.NULL) ? YamlScalar.Kind.NULL : YamlScalar.Kind.TEXT;
    }

    private Position at(Node node) {
        return node.getStartMark()
                .map(mark -> positions.at(mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> positions.at(1, 1));
    }
}
