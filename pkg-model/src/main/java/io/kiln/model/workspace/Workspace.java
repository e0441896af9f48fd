package io.kiln.model.workspace;

import io.kiln.model.Pkg;
import io.kiln.model.Pkgfile;
import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.SourceTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tree of packages, read for one platform. Loading never throws for what the user wrote: every problem is among the
 * {@link #diagnostics()}. Immutable and thread-safe.
 */
public final class Workspace {

    private final Platform platform;
    private final Pkgfile pkgfile;
    private final Map<String, Pkg> packages;
    private final Set<String> unreadable;
    private final List<Diagnostic> diagnostics;
    private final SourceTexts texts;

    Workspace(
            Platform platform,
            Pkgfile pkgfile,
            Map<String, Pkg> packages,
            Set<String> unreadable,
            List<Diagnostic> diagnostics,
            SourceTexts texts) {
        this.platform = platform;
        this.pkgfile = pkgfile;
        this.packages = packages;
        this.unreadable = unreadable;
        this.diagnostics = diagnostics;
        this.texts = texts;
    }

    /** Reads the tree below a directory, each file once. */
    public static Workspace load(Path root, WorkspaceOptions options) {
        return new WorkspaceLoader(root, options).load();
    }

    public Platform platform() {
        return platform;
    }

    /** The file at the root, {@link Pkgfile#EMPTY} if there is none. */
    public Pkgfile pkgfile() {
        return pkgfile;
    }

    /** The packages by name, sorted. Where there are errors, packages may be missing or incomplete. */
    public Map<String, Pkg> packages() {
        return packages;
    }

    /** The names of packages that exist, but whose files have errors that keep them from being read. */
    public Set<String> unreadable() {
        return unreadable;
    }

    /** Every error and warning of the tree, by file and place. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Whether something in the tree cannot be used. */
    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }

    /**
     * This workspace, if there are no errors in it.
     *
     * @throws DiagnosticException with all errors and warnings otherwise
     */
    public Workspace orThrow() {
        if (hasErrors()) {
            throw new DiagnosticException(diagnostics);
        }
        return this;
    }

    /** A later diagnostic about this tree, with the line of the file that it is about. */
    public Diagnostic withExcerpt(Diagnostic diagnostic) {
        return texts.withExcerpt(diagnostic);
    }
}
