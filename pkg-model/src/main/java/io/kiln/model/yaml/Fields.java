package io.kiln.model.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the fields of one mapping that may have only certain keys. A value of the wrong type is reported and counts as
 * absent, so that reading goes on and finds the next problem.
 */
public final class Fields {

    private final YamlMapping mapping;
    private final Problems problems;

    private Fields(YamlMapping mapping, Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /**
     * The fields of a node; nothing if it is not a mapping, which is reported. Keys that are not among the known ones are
     * reported too.
     *
     * @param what the name of the thing in messages, for example "a step"
     */
    public static Optional<Fields> of(YamlNode node, String what, Set<String> known, Problems problems) {
        if (!(node instanceof YamlMapping mapping)) {
            problems.error(node.at(), what + " must be a mapping, but this is " + node.describe());
            return Optional.empty();
        }
        for (YamlMapping.Entry entry : mapping.entries()) {
            if (!known.contains(entry.key())) {
                Diagnostic unknown =
                        Diagnostic.warning(entry.keyAt(), "unknown key \"" + entry.key() + "\" in " + what);
                problems.warn(DidYouMean.hint(entry.key(), known)
                        .map(unknown::withHint)
                        .orElse(unknown));
            }
        }
        return Optional.of(new Fields(mapping, problems));
    }

    /** Where the mapping starts. */
    public Position at() {
        return mapping.at();
    }

    /** Where the value of a key stands, or the whole mapping if it is absent. */
    public Position at(String key) {
        return value(key).map(YamlNode::at).orElse(mapping.at());
    }

    /** The value of a key, unless it is absent or null. */
    public Optional<YamlNode> value(String key) {
        return mapping.entry(key)
                .map(YamlMapping.Entry::value)
                .filter(v -> !(v instanceof YamlScalar scalar && scalar.isNull()));
    }

    /** A text; absent if it is not there, null, or empty. */
    public Optional<String> text(String key) {
        return value(key)
                .flatMap(node -> asText(node, "\"" + key + "\"", problems))
                .filter(text -> !text.isEmpty());
    }

    /** A text that must be there; if it is not, that is reported in the given words. */
    public Optional<String> required(String key, String message, String hint) {
        boolean absent = value(key).isEmpty()
                || (value(key).get() instanceof YamlScalar scalar
                        && scalar.text().isEmpty());
        if (absent) {
            problems.error(at(key), message, hint);
        }
        return text(key);
    }

    /** A truth value, false if absent. */
    public boolean flag(String key) {
        Optional<YamlNode> value = value(key);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof YamlScalar scalar && scalar.plain()) {
            switch (scalar.text().toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "y" -> {
                    return true;
                }
                case "false", "no", "off", "n" -> {
                    return false;
                }
                default -> {}
            }
        }
        problems.error(value.get().at(), "\"" + key + "\" must be true or false");
        return false;
    }

    /** The items of a list, none if absent. */
    public List<YamlNode> list(String key) {
        Optional<YamlNode> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlSequence sequence) {
            return sequence.items();
        }
        problems.add(Diagnostic.error(
                        value.get().at(),
                        "\"" + key + "\" must be a list, but this is "
                                + value.get().describe())
                .withHint("write each item on a line of its own, with \"- \" before it"));
        return List.of();
    }

    /** The texts of a list; an item that is null is an empty text. */
    public List<YamlScalar> texts(String key) {
        List<YamlScalar> texts = new ArrayList<>();
        for (YamlNode item : list(key)) {
            asText(item, "an item of \"" + key + "\"", problems)
                    .ifPresent(text -> texts.add(new YamlScalar(text, YamlScalar.Kind.TEXT, false, item.at())));
        }
        return texts;
    }

    /** A mapping of texts to texts, in the order of the file. */
    public Map<String, String> textMap(String key) {
        return value(key)
                .map(node -> textMap(node, "\"" + key + "\"", problems))
                .orElseGet(Map::of);
    }

    /** A node as a mapping of texts to texts; a value that is not a text is reported and left out. */
    public static Map<String, String> textMap(YamlNode node, String what, Problems problems) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (node instanceof YamlMapping mapping) {
            for (YamlMapping.Entry entry : mapping.entries()) {
                asText(entry.value(), "\"" + entry.key() + "\"", problems)
                        .ifPresent(text -> texts.put(entry.key(), text));
            }
        } else if (!(node instanceof YamlScalar scalar && scalar.isNull())) {
            problems.error(node.at(), what + " must be a mapping of names to texts, but this is " + node.describe());
        }
        return texts;
    }

    private static Optional<String> asText(YamlNode node, String what, Problems problems) {
        if (!(node instanceof YamlScalar scalar)) {
            problems.error(node.at(), what + " must be a text, but this is " + node.describe());
            return Optional.empty();
        }
        switch (scalar.kind()) {
            case NULL:
                return Optional.of("");
            case TIMESTAMP:
                problems.error(
                        node.at(),
                        what + " must be a text, but " + scalar.text() + " is a date",
                        "put it in quotes: \"" + scalar.text() + "\"");
                return Optional.empty();
            case MISTAGGED:
                problems.error(node.at(), what + ": the value is not of the type that its tag (!!) names");
                return Optional.empty();
            case TEXT:
                break;
        }
        if (scalar.text().indexOf('\0') >= 0) {
            problems.error(node.at(), what + " contains a NUL character, which no program can be given");
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }
}
