package io.kiln.model.workspace;

import io.kiln.model.Platform;
import io.kiln.model.yaml.Diagnostic;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The trees of a session, each read when it is first asked for, and once for a platform. Paths of the tree of {@code
 * --root} are shown relative to it, those of a mounted tree below its folder as the user wrote it. Not thread-safe.
 */
public final class TreesOnDisk implements Trees {

    private record Key(String name, Platform platform) {}

    private final Path root;
    private final Map<String, Path> mounted;
    private final WorkspaceOptions options;
    private final Map<Key, Workspace> read = new LinkedHashMap<>();

    /**
     * @param mounted folder by name
     * @param options what every tree is read with: all see the same build arguments
     */
    public TreesOnDisk(Path root, Map<String, Path> mounted, WorkspaceOptions options) {
        this.root = root;
        this.mounted = Collections.unmodifiableMap(new TreeMap<>(mounted));
        this.options = options;
    }

    @Override
    public Set<String> names() {
        return mounted.keySet();
    }

    @Override
    public Workspace tree(String name, Platform platform) {
        Key key = new Key(name, platform);
        Workspace known = read.get(key);
        if (known == null) {
            known = load(name, options.withPlatform(platform));
            read.put(key, known);
        }
        return known;
    }

    /** Every error and warning of the trees that were read; once, though every platform has it. */
    public Set<Diagnostic> diagnostics() {
        Set<Diagnostic> all = new LinkedHashSet<>();
        read.values().forEach(workspace -> all.addAll(workspace.diagnostics()));
        return all;
    }

    private Workspace load(String name, WorkspaceOptions of) {
        if (name.isEmpty()) {
            return Workspace.load(root, of);
        }
        Path folder = mounted.get(name);
        if (folder == null) {
            throw new IllegalArgumentException("no tree is mounted as '" + name + "'");
        }
        return Workspace.load(folder, of.withShownBelow(folder.normalize().toString()));
    }
}
