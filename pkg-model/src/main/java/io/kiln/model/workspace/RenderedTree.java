package io.kiln.model.workspace;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a tree after templating, for one platform: {@code vars.yaml}, {@code pkg.yaml} and every {@code *.tmpl}
 * under its name without that suffix. Those that fail are among the diagnostics and the others are still there.
 *
 * @param files content by path relative to the root, sorted
 */
public record RenderedTree(Map<String, byte[]> files, List<Diagnostic> diagnostics) {

    /** Renders every file of the tree. */
    public static RenderedTree of(Path root, WorkspaceOptions options) {
        Problems problems = new Problems(options.strict());
        RenderedSources sources = renderer(root, options, problems).renderAll();
        Map<String, byte[]> files = new TreeMap<>();
        for (RenderedFile file : sources.files()) {
            if (files.putIfAbsent(file.path(), file.content()) != null) {
                problems.error(Position.ofFile(file.source()), "another file is rendered to the same path");
            }
        }
        return new RenderedTree(Collections.unmodifiableMap(files), problems.all());
    }

    /**
     * Renders one file, reading no more of the tree than that needs.
     *
     * @param path of a {@code vars.yaml}, {@code pkg.yaml} or {@code *.tmpl}, relative to the root
     */
    public static RenderedTree ofFile(Path root, String path, WorkspaceOptions options) {
        String wanted = Path.of(path).normalize().toString().replace('\\', '/');
        Problems problems = new Problems(options.strict());
        RenderedSources sources = renderer(root, options, problems)
                .render(directory -> wanted.startsWith(directory + "/"), wanted::equals);
        Map<String, byte[]> files = new TreeMap<>();
        for (RenderedFile file : sources.files()) {
            if (file.source().equals(wanted)) {
                files.put(file.path(), file.content());
            }
        }
        if (files.isEmpty() && problems.all().stream().noneMatch(Diagnostic::isError)) {
            problems.error(
                    Position.ofFile(wanted),
                    "is not a file of the tree that is rendered",
                    "these are vars.yaml, pkg.yaml, and *.tmpl in or below the directory of a package");
        }
        return new RenderedTree(Collections.unmodifiableMap(files), problems.all());
    }

    private static TreeRenderer renderer(Path root, WorkspaceOptions options, Problems problems) {
        return new TreeRenderer(root.toAbsolutePath().normalize(), options, problems, new GoTextRenderer());
    }
}
