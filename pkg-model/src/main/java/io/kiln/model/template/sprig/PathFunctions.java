package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Functions on paths with slashes; those for the paths of the operating system are the same, as on Linux. */
final class PathFunctions {

    private PathFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        Map<String, UnaryOperator<String>> functions = Map.of(
                "Base",
                PathFunctions::base,
                "Dir",
                PathFunctions::directory,
                "Clean",
                PathFunctions::clean,
                "Ext",
                PathFunctions::extension);
        functions.forEach((name, function) -> {
            table.put(name.toLowerCase(java.util.Locale.ROOT), a -> Value.of(function.apply(a.string(0))));
            table.put("os" + name, a -> Value.of(function.apply(a.string(0))));
        });
        for (String name : List.of("isAbs", "osIsAbs")) {
            table.put(name, a -> Value.of(a.string(0).startsWith("/")));
        }
    }

    private static String base(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return end == 0 ? "/" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    private static String directory(String path) {
        return clean(path.substring(0, path.lastIndexOf('/') + 1));
    }

    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(dot) : "";
    }

    private static String clean(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")) {
                parts.addLast(part);
            } else if (!parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!rooted) {
                parts.addLast(part);
            }
        }
        String cleaned = (rooted ? "/" : "") + String.join("/", parts);
        return cleaned.isEmpty() ? "." : cleaned;
    }
}
