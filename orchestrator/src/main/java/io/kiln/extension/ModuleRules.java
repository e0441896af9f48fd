package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.LayerOverlay;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProblem;
import io.kiln.kmod.ModuleProof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The modules are for one release, each lies in its directory, and each is one that a kernel can load. */
final class ModuleRules {

    private static final String MODULES = FileTree.EXTENSION_ROOT + "/usr/lib/modules/";

    private ModuleRules() {}

    static void check(ExtensionContent content, List<ModuleFinding> modules, Findings findings) throws IOException {
        checkReleaseDirectory(content, findings);
        checkLinks(content, findings);
        for (ModuleFinding module : modules) {
            for (ModuleProblem problem : module.problems()) {
                findings.error(rule(problem), module.path(), problem.message(), problem.advice());
            }
        }
    }

    private static ExtensionRule rule(ModuleProblem problem) {
        if (problem instanceof ModuleProblem.Compressed) {
            return ExtensionRule.COMPRESSED_MODULE;
        }
        boolean place = problem instanceof ModuleProblem.StrangeVermagic
                || problem instanceof ModuleProblem.NoReleaseDirectory
                || problem instanceof ModuleProblem.OtherRelease
                || problem instanceof ModuleProblem.OutsideReleaseDirectory;
        return place ? ExtensionRule.RELEASE_DIRECTORY : ExtensionRule.MODULE;
    }

    private static void checkReleaseDirectory(ExtensionContent content, Findings findings) {
        TreeSet<String> releases = new TreeSet<>();
        content.directoryModes().keySet().forEach(path -> addRelease(path + "/", releases));
        content.forEach((path, place, facts) -> {
            if (path.startsWith(MODULES) && path.indexOf('/', MODULES.length()) < 0) {
                findings.error(
                        ExtensionRule.RELEASE_DIRECTORY,
                        path,
                        "only the directory of one release may be in usr/lib/modules",
                        "move it into the directory of the kernel's release");
            }
            addRelease(path, releases);
        });
        if (releases.size() > 1) {
            findings.error(
                    ExtensionRule.RELEASE_DIRECTORY,
                    MODULES.substring(0, MODULES.length() - 1),
                    "it has directories of " + releases.size() + " releases (" + String.join(", ", releases)
                            + "), and a machine has one kernel",
                    "build an extension for each kernel");
        }
    }

    private static void addRelease(String path, TreeSet<String> releases) {
        int slash = path.startsWith(MODULES) ? path.indexOf('/', MODULES.length()) : -1;
        if (slash > MODULES.length() && releases.size() < 10) {
            releases.add(path.substring(MODULES.length(), slash));
        }
    }

    private static void checkLinks(ExtensionContent content, Findings findings) throws IOException {
        List<String> links = new ArrayList<>();
        content.forEach((path, place, facts) -> {
            if (place.isLink() && (path.startsWith(MODULES) || ModuleProof.isModule(path))) {
                links.add(path);
            }
        });
        for (String path : links) {
            Optional<String> target = content.overlay()
                    .resolve(FileTree.EXTENSION_ROOT, path.substring(FileTree.EXTENSION_ROOT.length() + 1));
            if (target.isEmpty()) {
                findings.error(
                        ExtensionRule.MODULE,
                        path,
                        "it is a link that leads to nothing inside the extension, which the imager refuses",
                        "remove it: build and source in a release directory are links to the kernel's tree");
            } else if (ModuleProof.isModule(path) && !isCheckedModule(content, target.get())) {
                findings.error(
                        ExtensionRule.MODULE,
                        path,
                        "it is a link to /" + target.get() + ", which is not a module",
                        "let it lead to a .ko file of the extension");
            }
        }
    }

    private static boolean isCheckedModule(ExtensionContent content, String path) {
        return content.overlay().find(path).filter(LayerOverlay.Place::isFile).isPresent()
                && ModuleProof.isModule(path);
    }
}
