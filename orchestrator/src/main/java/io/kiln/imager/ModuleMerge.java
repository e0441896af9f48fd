package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the modules of the base root and of the extensions together, and has depmod index them. */
final class ModuleMerge {

    static final String SYSTEM_MAP = "/map/System.map";
    static final String FILE = "modules.dep.sqsh";

    private static final int MOST_SHOWN = 50;
    private static final String MERGED = "/merged/usr/lib/modules/";
    private static final Pattern UNRESOLVED = Pattern.compile(
            "depmod: WARNING: /merged/usr/lib/modules/(\\S+) (needs unknown symbol|disagrees about version of symbol) (\\S+)");

    private final ToolStages tools;
    private final BuildEvents events;

    ModuleMerge(ToolStages tools, BuildEvents events) {
        this.tools = tools;
        this.events = events;
    }

    /**
     * The squashfs with the indexes.
     *
     * @param kernel the modules below those of all extensions
     * @param withModules the extensions that have modules for this release, in order
     * @param systemMap the symbols of the kernel, at {@value #SYSTEM_MAP}
     * @throws BuildException if a module needs a symbol that nobody has
     */
    LayerFile merge(
            KernelModules kernel,
            String release,
            List<Extension> withModules,
            Optional<ToolStages.Input> systemMap,
            long time)
            throws BuildException, IOException, InterruptedException {
        String directory = MERGED + release;
        List<ToolStages.Input> inputs = new ArrayList<>();
        inputs.add(kernel.input(release, directory));
        for (Extension extension : withModules) {
            inputs.add(ToolStages.Input.of(extension.image(), Extension.MODULES + "/" + release, directory));
        }
        // What the kernel's build left is about the kernel; an extension's own is not to hide it.
        for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
            if (kernel.has(release, name)) {
                inputs.add(kernel.input(release + "/" + name, directory + "/" + name));
            }
        }
        if (systemMap.isPresent()) {
            inputs.add(systemMap.get());
        } else {
            events.on(
                    new BuildEvent.Warned("there is no System.map, so that modules which need a symbol that nobody has"
                            + " are not found; name the kernel's image with --kernel-image"));
        }
        SnapshotId out = tools.run("modules.dep", inputs, script(release, systemMap.isPresent(), time));
        if (systemMap.isPresent()) {
            refuseUnresolved(tools.file(out, "unresolved"), kernel.name(), withModules);
        }
        return tools.file(out, FILE);
    }

    private static String script(String release, boolean check, long time) {
        return """
                printf 'search extras built-in\\n' >/tmp/depmod.conf
                depmod --all --basedir /merged/usr --config /tmp/depmod.conf RELEASE
                mkdir -p /index/usr/lib/modules/RELEASE
                cp /merged/usr/lib/modules/RELEASE/modules.* /index/usr/lib/modules/RELEASE/
                mksquashfs /index /out/modules.dep.sqsh OPTIONS
                """.replace("OPTIONS", ExtensionSquashfs.options(time)).replace("RELEASE", release)
                + (check
                        ? "depmod -e -F " + SYSTEM_MAP + " -n --basedir /merged/usr --config /tmp/depmod.conf "
                                + release + " >/dev/null 2>/out/unresolved\n"
                        : "");
    }

    private static void refuseUnresolved(LayerFile file, String kernel, List<Extension> extensions)
            throws BuildException, IOException, InterruptedException {
        TreeSet<String> found = new TreeSet<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.open(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null && found.size() < 1000; line = lines.readLine()) {
                Matcher matcher = UNRESOLVED.matcher(line);
                if (matcher.find()) {
                    found.add(owner(matcher.group(1), kernel, extensions) + ": /usr/lib/modules/" + matcher.group(1)
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
                                    "\n  ", found.stream().limit(MOST_SHOWN).toList())
                            + rest
                            + "\n  hint: add the extension that has the module with the symbol, or build the module "
                            + "against this kernel's tree and configuration");
        }
    }

    private static String owner(String path, String kernel, List<Extension> extensions)
            throws IOException, BuildException, InterruptedException {
        String owner = kernel;
        for (Extension extension : extensions) {
            if (extension.image().tree().find(Path.of(Extension.MODULES, path)).isPresent()) {
                owner = extension.image().name();
            }
        }
        return owner;
    }
}
