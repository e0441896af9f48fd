package io.kiln.model.workspace;

import io.kiln.model.Pkg;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a tree into a {@link Workspace}. */
final class WorkspaceLoader {

    private final Path root;
    private final WorkspaceOptions options;
    private final Problems problems;
    private final Map<String, Pkg> packages = new TreeMap<>();

    WorkspaceLoader(Path root, WorkspaceOptions options) {
        this.root = root.toAbsolutePath().normalize();
        this.options = options;
        this.problems = new Problems(options.strict());
    }

    Workspace load() {
        RenderedSources sources = new TreeRenderer(root, options, problems, new GoTextRenderer()).renderAll();
        PkgReader reader = new PkgReader(options, problems);
        for (PackageSource source : sources.packages()) {
            source.pkgYaml().ifPresent(file -> read(reader, file, source));
        }
        return new Workspace(
                options.platform(),
                sources.pkgfile(),
                Collections.unmodifiableMap(packages),
                problems.all(),
                problems.texts());
    }

    private void read(PkgReader reader, RenderedFile file, PackageSource source) {
        int before = problems.count();
        Optional<YamlNode> node = RenderedTexts.yaml(file, problems);
        if (node.isEmpty()) {
            if (problems.count() == before) {
                problems.error(new Position(file.source(), 1, 1), "the file is empty, but a package needs a name");
            }
            return;
        }
        reader.read(node.get(), source).ifPresent(this::add);
    }

    private void add(Pkg pkg) {
        Pkg first = packages.putIfAbsent(pkg.name(), pkg);
        if (first != null) {
            problems.error(
                    pkg.at(),
                    "package \"" + pkg.name() + "\" already exists, duplicate in dirs \"" + shown(first) + "\" and \""
                            + shown(pkg) + "\"");
        }
    }

    private static String shown(Pkg pkg) {
        return pkg.directory().isEmpty() ? "." : pkg.directory();
    }
}
