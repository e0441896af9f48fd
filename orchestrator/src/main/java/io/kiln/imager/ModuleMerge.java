package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.oci.Digest;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the modules of the base root and of the extensions together, and has depmod index them. */
final class ModuleMerge {

    static final String FILE = "modules.dep.sqsh";

    private static final int MOST_SHOWN = 50;
    private static final String MERGED = "/merged/usr/lib/modules/";
    private static final Pattern UNRESOLVED = Pattern.compile(
            "depmod: WARNING: /merged/usr/lib/modules/(\\S+) (needs unknown symbol|disagrees about version of symbol) (\\S+)");

    private final ToolStages tools;
    private final Stores stores;
    private final BuildEvents events;

    ModuleMerge(ToolStages tools, Stores stores, BuildEvents events) {
        this.tools = tools;
        this.stores = stores;
        this.events = events;
    }

    /**
     * The squashfs with the indexes.
     *
     * @param base a snapshot with the base's {@code /usr/lib/modules}
     * @param withModules the extensions that have modules for this release, in order
     * @throws BuildException if a module needs a symbol that nobody has
     */
    Path merge(SnapshotId base, String release, List<Extension> withModules, Optional<Path> systemMap, long time)
            throws BuildException, IOException, InterruptedException {
        String directory = MERGED + release;
        String from = "/usr/lib/modules/" + release;
        List<ToolStages.Input> inputs = new ArrayList<>();
        inputs.add(ToolStages.Input.of("base root", base, from, directory));
        for (Extension extension : withModules) {
            inputs.add(ToolStages.Input.of(extension.image(), Extension.MODULES + "/" + release, directory));
        }
        // What the kernel's build left is about the kernel; an extension's own is not to hide it.
        for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
            if (Files.exists(tools.directory(base).resolve(from.substring(1)).resolve(name))) {
                inputs.add(ToolStages.Input.of("base root", base, from + "/" + name, directory + "/" + name));
            }
        }
        if (systemMap.isPresent()) {
            inputs.add(map(systemMap.get()));
        } else {
            events.on(new BuildEvent.Warned("there is no System.map, so that modules which need a symbol that nobody has"
                    + " are not found; name the kernel's image with --kernel-image"));
        }
        Path out = tools.directory(tools.run("modules.dep", inputs, script(release, systemMap.isPresent(), time)));
        if (systemMap.isPresent()) {
            refuseUnresolved(out.resolve("unresolved"), withModules, release);
        }
        return out.resolve(FILE);
    }

    private static String script(String release, boolean check, long time) {
        return """
                printf 'search extras built-in\\n' >/tmp/depmod.conf
                depmod --all --basedir /merged/usr --config /tmp/depmod.conf RELEASE
                mkdir -p /index/usr/lib/modules/RELEASE
                cp /merged/usr/lib/modules/RELEASE/modules.* /index/usr/lib/modules/RELEASE/
                mksquashfs /index /out/modules.dep.sqsh OPTIONS
                """
                        .replace("OPTIONS", ExtensionSquashfs.options(time))
                        .replace("RELEASE", release)
                + (check
                        ? "depmod -e -F /map/System.map -n --basedir /merged/usr --config /tmp/depmod.conf " + release
                                + " >/dev/null 2>/out/unresolved\n"
                        : "");
    }

    /** The map as an input of its own, known by its content: it may lie anywhere in an image. */
    private ToolStages.Input map(Path systemMap) throws IOException {
        String identity;
        SnapshotId id;
        try (SnapshotDraft draft = stores.snapshots().begin()) {
            Path copy = draft.root().resolve("System.map");
            Files.copy(systemMap, copy);
            identity = Digest.of(Files.readAllBytes(copy)).hex();
            id = stores.snapshots().commit(draft, "System.map", false);
        }
        return new ToolStages.Input("System.map", identity, List.of(id), "/", "/map");
    }

    private static void refuseUnresolved(Path file, List<Extension> extensions, String release)
            throws BuildException, IOException, InterruptedException {
        TreeSet<String> found = new TreeSet<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null && found.size() < 1000; line = lines.readLine()) {
                Matcher matcher = UNRESOLVED.matcher(line);
                if (matcher.find()) {
                    found.add(owner(matcher.group(1), extensions, release) + ": /usr/lib/modules/" + matcher.group(1)
                            + " " + matcher.group(2) + " " + matcher.group(3));
                }
            }
        }
        if (!found.isEmpty()) {
            String rest = found.size() > MOST_SHOWN ? "\n  and " + (found.size() - MOST_SHOWN) + " more" : "";
            throw new BuildException(
                    1,
                    "modules need symbols that neither the kernel nor another module has, so they would not load:\n  "
                            + String.join(
                                    "\n  ",
                                    found.stream().limit(MOST_SHOWN).toList())
                            + rest
                            + "\n  hint: add the extension that has the module with the symbol, or build the module "
                            + "against this kernel's tree and configuration");
        }
    }

    private static String owner(String path, List<Extension> extensions, String release)
            throws IOException, BuildException, InterruptedException {
        String owner = "the base root";
        for (Extension extension : extensions) {
            if (extension.image().tree().find(Path.of(Extension.MODULES, path)).isPresent()) {
                owner = extension.image().name();
            }
        }
        return owner;
    }
}
