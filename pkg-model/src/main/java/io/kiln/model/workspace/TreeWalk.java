package io.kiln.model.workspace;

import io.kiln.model.yaml.Position;
import io.kiln.model.yaml.Problems;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a tree in one pass. Directories whose name starts with a dot and {@code _out} are not entered, nor
 * are symbolic links to directories.
 */
final class TreeWalk extends SimpleFileVisitor<Path> {

    static final String PKG = "pkg.yaml";
    static final String VARS = "vars.yaml";
    static final String TEMPLATE_SUFFIX = ".tmpl";

    private final Path root;
    private final Predicate<String> enter;
    private final WorkspaceOptions options;
    private final Problems problems;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable TreeDirectory found;

    private TreeWalk(Path root, Predicate<String> enter, WorkspaceOptions options, Problems problems) {
        this.root = root;
        this.enter = enter;
        this.options = options;
        this.problems = problems;
    }

    /**
     * Walks the tree.
     *
     * @param enter which directories to look into, by their path relative to the root
     * @return nothing if the root is not a directory, which is reported
     */
    static Optional<TreeDirectory> walk(
            Path root, Predicate<String> enter, WorkspaceOptions options, Problems problems) {
        if (!Files.isDirectory(root)) {
            problems.error(Position.ofFile(root.toString()), "there is no such directory");
            return Optional.empty();
        }
        TreeWalk walk = new TreeWalk(root, enter, options, problems);
        try {
            Files.walkFileTree(root, walk);
        } catch (IOException e) {
            problems.error(Position.ofFile(root.toString()), "cannot be read: " + e.getMessage());
        }
        return Optional.ofNullable(walk.found);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
        if (!dir.equals(root)) {
            String name = dir.getFileName().toString();
            if (name.startsWith(".") || name.equals("_out") || !enter.test(relative(dir))) {
                return FileVisitResult.SKIP_SUBTREE;
            }
        }
        levels.push(new Level());
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString();
        Level level = levels.element();
        if (name.equals(PKG)) {
            level.hasPackage = true;
        } else if (name.equals(VARS)) {
            level.hasVariables = true;
        } else if (name.endsWith(TEMPLATE_SUFFIX) && name.length() > TEMPLATE_SUFFIX.length()) {
            level.templates.add(name);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        String name = relative(file);
        problems.error(
                Position.ofFile(name.isEmpty() ? file.toString() : options.shown(name)),
                e instanceof java.nio.file.AccessDeniedException
                        ? "cannot be read: permission denied"
                        : "cannot be read: " + e.getMessage());
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
        if (e != null) {
            problems.error(Position.ofFile(options.shown(relative(dir))), "cannot be read: " + e.getMessage());
        }
        Level level = levels.pop();
        level.templates.sort(Comparator.naturalOrder());
        level.children.sort(Comparator.comparing(TreeDirectory::path));
        TreeDirectory directory = new TreeDirectory(
                relative(dir), dir, level.hasVariables, level.hasPackage, level.templates, level.children);
        if (levels.isEmpty()) {
            found = directory;
        } else {
            levels.element().children.add(directory);
        }
        return FileVisitResult.CONTINUE;
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }

    /** A directory whose entries are still being visited. */
    private static final class Level {
        private boolean hasVariables;
        private boolean hasPackage;
        private final List<String> templates = new ArrayList<>();
        private final List<TreeDirectory> children = new ArrayList<>();
    }
}
