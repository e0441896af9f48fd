package io.kiln.build;

import io.kiln.model.Platform;
import io.kiln.model.workspace.Workspace;
import io.kiln.model.workspace.WorkspaceOptions;
import io.kiln.model.yaml.Diagnostic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The tree of a request, read once for each platform that it is needed for. Not thread-safe. */
final class Workspaces {

    private final BuildRequest request;
    private final Map<Platform, Workspace> loaded = new LinkedHashMap<>();

    Workspaces(BuildRequest request) {
        this.request = request;
    }

    /** @throws io.kiln.model.yaml.DiagnosticException if something in the tree cannot be used */
    Workspace of(Platform platform) {
        Workspace workspace = loaded.get(platform);
        if (workspace == null) {
            workspace = Workspace.load(
                            request.root(),
                            new WorkspaceOptions(
                                    platform, request.buildArguments(), request.environment(), request.strict()))
                    .orThrow();
            loaded.put(platform, workspace);
        }
        return workspace;
    }

    Collection<Workspace> all() {
        return loaded.values();
    }

    /** What is not as it should be, and stops nothing; once, though every platform has it. */
    Set<Diagnostic> warnings() {
        Set<Diagnostic> warnings = new LinkedHashSet<>();
        loaded.values().forEach(workspace -> warnings.addAll(workspace.diagnostics()));
        return warnings;
    }
}
