package io.kiln.model.workspace;

import io.kiln.model.Pkgfile;
import io.kiln.model.TemplatedFile;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.Fields;
import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlMapping;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs the templates of a tree from the root down: {@code vars.yaml} with what lies above it, then {@code pkg.yaml}, and
 * each {@code *.tmpl} with the variables of the closest package above.
 */
final class TreeRenderer {

    private static final String PKGFILE = "Pkgfile";

    private final Path root;
    private final WorkspaceOptions options;
    private final Problems problems;
    private final TextRenderer renderer;
    private final TreeFiles disk;
    private final List<RenderedFile> files = new ArrayList<>();
    private final SortedMap<Integer, PackageSource> packages = new TreeMap<>();
    private int entered;

    TreeRenderer(Path root, WorkspaceOptions options, Problems problems, TextRenderer renderer) {
        this.root = root;
        this.options = options;
        this.problems = problems;
        this.renderer = renderer;
        this.disk = new TreeFiles(root, problems);
    }

    /** Renders everything. */
    RenderedSources renderAll() {
        return render(directory -> true, file -> true);
    }

    /**
     * Renders a part of the tree.
     *
     * @param enter which directories to look into
     * @param wanted which {@code pkg.yaml} and {@code *.tmpl} files to render; {@code vars.yaml} always are
     */
    RenderedSources render(Predicate<String> enter, Predicate<String> wanted) {
        Optional<TreeDirectory> tree = TreeWalk.walk(root, enter, options, problems);
        if (tree.isEmpty()) {
            return new RenderedSources(Pkgfile.EMPTY, List.of(), List.of());
        }
        Pkgfile pkgfile = readPkgfile();
        Map<String, String> variables = new LinkedHashMap<>(StepEnvironment.of(options.platform()));
        options.buildArgs().forEach((name, value) -> variables.put("BUILD_ARG_" + name, value));
        variables.putAll(pkgfile.variables());
        directory(tree.get(), Collections.unmodifiableMap(variables), null, wanted);
        return new RenderedSources(pkgfile, List.copyOf(files), List.copyOf(packages.values()));
    }

    private Pkgfile readPkgfile() {
        Path file = root.resolve(PKGFILE);
        String shown = options.shown(PKGFILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Pkgfile.EMPTY;
        }
        Optional<String> text = disk.read(file, shown).flatMap(bytes -> text(bytes, shown));
        if (text.isEmpty()) {
            return Pkgfile.EMPTY;
        }
        int before = problems.count();
        PositionMap positions = PositionMap.identity(shown);
        Optional<YamlNode> node = YamlReader.read(text.get(), positions, problems);
        if (node.isEmpty() && problems.count() > before) {
            return Pkgfile.EMPTY;
        }
        return PkgfileReader.read(node.orElseGet(() -> new YamlMapping(List.of(), positions.at(1, 1))), problems);
    }

    private void directory(
            TreeDirectory dir, Map<String, String> above, @Nullable Owner ownerAbove, Predicate<String> wanted) {
        int order = entered++;
        Map<String, String> variables = dir.hasVariables() ? withVariables(dir, above) : above;
        Owner owner = ownerAbove;
        if (dir.hasPackage()) {
            owner = new Owner(dir, variables);
            String path = dir.child(TreeWalk.PKG);
            if (wanted.test(path)) {
                owner.pkgYaml = renderYaml(dir, TreeWalk.PKG, variables);
                owner.pkgYaml.ifPresent(files::add);
            }
        }
        for (String name : dir.templates()) {
            if (wanted.test(dir.child(name))) {
                template(dir, name, owner);
            }
        }
        for (TreeDirectory child : dir.children()) {
            directory(child, variables, owner, wanted);
        }
        if (owner != null && dir.hasPackage()) {
            packages.put(
                    order,
                    new PackageSource(
                            dir.path(), dir.directory(), variables, owner.pkgYaml, List.copyOf(owner.templates)));
        }
    }

    private Map<String, String> withVariables(TreeDirectory dir, Map<String, String> above) {
        Optional<RenderedFile> rendered = renderYaml(dir, TreeWalk.VARS, above);
        if (rendered.isEmpty()) {
            return above;
        }
        files.add(rendered.get());
        Map<String, String> variables = new LinkedHashMap<>(above);
        RenderedTexts.yaml(rendered.get(), problems)
                .ifPresent(node -> variables.putAll(Fields.textMap(node, "a vars.yaml", problems)));
        return Collections.unmodifiableMap(variables);
    }

    private Optional<RenderedFile> renderYaml(TreeDirectory dir, String name, Map<String, String> variables) {
        String path = dir.child(name);
        String source = options.shown(path);
        Optional<byte[]> bytes = disk.read(dir.directory().resolve(name), source);
        return bytes.flatMap(b -> text(b, source))
                .flatMap(text -> renderer.render(source, path, bytes.get(), variables, problems));
    }

    private void template(TreeDirectory dir, String name, @Nullable Owner owner) {
        String source = options.shown(dir.child(name));
        if (owner == null) {
            problems.warn(Diagnostic.warning(
                            Position.ofFile(source), "belongs to no package, so nothing is made of this template")
                    .withHint("a template is rendered for the package in its own or a higher directory"));
            return;
        }
        String path = dir.child(name.substring(0, name.length() - TreeWalk.TEMPLATE_SUFFIX.length()));
        Optional<byte[]> bytes = disk.read(dir.directory().resolve(name), source);
        if (bytes.isEmpty()) {
            return;
        }
        Optional<RenderedFile> rendered = renderer.render(source, path, bytes.get(), owner.variables, problems);
        rendered.ifPresent(file -> {
            files.add(file);
            owner.templates.add(new TemplatedFile(owner.relative(path), file.content(), file.positions()));
        });
    }

    private Optional<String> text(byte[] bytes, String path) {
        Optional<String> text = Utf8.decode(bytes, PositionMap.identity(path), "the file is not UTF-8", problems);
        text.ifPresent(t -> problems.texts().put(path, t));
        return text;
    }

    /** The package that templates below a directory belong to. */
    private static final class Owner {
        private final String directory;
        private final Map<String, String> variables;
        private final List<TemplatedFile> templates = new ArrayList<>();
        private Optional<RenderedFile> pkgYaml = Optional.empty();

        Owner(TreeDirectory dir, Map<String, String> variables) {
            this.directory = dir.path();
            this.variables = variables;
        }

        String relative(String path) {
            return directory.isEmpty() ? path : path.substring(directory.length() + 1);
        }
    }
}
