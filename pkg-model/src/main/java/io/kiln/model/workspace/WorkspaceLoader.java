package io.kiln.model.workspace;

import io.kiln.model.Pkg;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a tree into a {@link Workspace}. */
final class WorkspaceLoader {

    private static final Pattern NAME_LINE = Pattern.compile("(?m)^name:[ \\t]*[\"']?([A-Za-z0-9._+-]+)");

    private final Path root;
    private final WorkspaceOptions options;
    private final Problems problems;
    private final Map<String, Pkg> packages = new TreeMap<>();
    private final Set<String> unreadable = new TreeSet<>();

    WorkspaceLoader(Path root, WorkspaceOptions options) {
        this.root = root.toAbsolutePath().normalize();
        this.options = options;
        this.problems = new Problems(options.strict());
    }

    Workspace load() {
        RenderedSources sources = new TreeRenderer(root, options, problems, new GoTextRenderer()).renderAll();
        PkgReader reader = new PkgReader(options, problems);
        for (PackageSource source : sources.packages()) {
            if (source.pkgYaml().flatMap(file -> read(reader, file, source)).isEmpty()) {
                writtenName(source).ifPresent(unreadable::add);
            }
        }
        return new Workspace(
                options.platform(),
                sources.pkgfile(),
                Collections.unmodifiableMap(packages),
                Set.copyOf(unreadable),
                problems.all(),
                problems.texts());
    }

    private Optional<Pkg> read(PkgReader reader, RenderedFile file, PackageSource source) {
        int before = problems.count();
        Optional<YamlNode> node = RenderedTexts.yaml(file, problems);
        if (node.isEmpty() && problems.count() == before) {
            problems.error(new Position(file.source(), 1, 1), "the file is empty, but a package needs a name");
        }
        Optional<Pkg> pkg = node.flatMap(root -> reader.read(root, source));
        pkg.ifPresent(this::add);
        return pkg;
    }

    /** The name in a file that is no package as it stands, as far as it can be seen without templating. */
    private Optional<String> writtenName(PackageSource source) {
        String file = source.directory().isEmpty() ? TreeWalk.PKG : source.directory() + "/" + TreeWalk.PKG;
        return problems.texts()
                .get(options.shown(file))
                .map(NAME_LINE::matcher)
                .filter(Matcher::find)
                .map(m -> m.group(1));
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
