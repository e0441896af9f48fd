package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.LayerOverlay;
import io.kiln.model.extension.AllowedPaths;
import io.kiln.oci.layer.EntryType;
import java.util.Locale;

/** Where files may lie, of which types and modes they may be. */
final class FileRules {

    private static final String ROOT = FileTree.EXTENSION_ROOT + "/";
    private static final int WRITABLE_FOR_ALL = 0002;

    private FileRules() {}

    static void check(ExtensionContent content, Findings findings) {
        content.forEach((path, place, facts) -> {
            if (path.startsWith(ROOT)) {
                checkPlace(path, findings);
                checkForm(path, place, facts, findings);
            }
        });
        content.directoryModes().forEach((path, mode) -> {
            if (path.startsWith(ROOT) && (mode & WRITABLE_FOR_ALL) != 0) {
                writable(path, "directory", mode, findings);
            }
        });
        for (String path : content.hardLinks()) {
            findings.error(
                    ExtensionRule.HARD_LINK,
                    path,
                    "it is a hard link, which becomes an empty file on a machine",
                    "write the file twice (tar --hard-dereference), or make it a symbolic link");
        }
    }

    private static void checkPlace(String path, Findings findings) {
        String inMachine = path.substring(FileTree.EXTENSION_ROOT.length());
        if (AllowedPaths.isModuleConfiguration(inMachine)) {
            findings.error(
                    ExtensionRule.MODULE_CONFIGURATION,
                    path,
                    "it configures modules, and Talos reads neither modprobe.d nor modules-load.d",
                    "name the module and its parameters in the machine configuration: machine.kernel.modules");
        } else if (!AllowedPaths.contain(inMachine)) {
            findings.error(
                    ExtensionRule.ALLOWED_PATH,
                    path,
                    "an extension may not put a file there",
                    AllowedPaths.instead(inMachine)
                            .map(other -> "put it at /rootfs" + other)
                            .orElse("put it below /rootfs/usr/local; docs/extensions.md lists what is allowed"));
        }
    }

    private static void checkForm(String path, LayerOverlay.Place place, FileFacts facts, Findings findings) {
        if (place.isSpecial()) {
            findings.error(
                    ExtensionRule.SPECIAL_FILE,
                    path,
                    "it is a " + facts.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                            + ", which becomes an empty file on a machine",
                    "leave it out; a service makes it when it runs");
        }
        if (facts.type() == EntryType.FILE && (facts.mode() & WRITABLE_FOR_ALL) != 0) {
            writable(path, "file", facts.mode(), findings);
        }
    }

    private static void writable(String path, String what, int mode, Findings findings) {
        findings.error(
                ExtensionRule.WORLD_WRITABLE,
                path,
                "everybody may write to this " + what + " (mode " + String.format("%04o", mode) + ")",
                "chmod o-w it before finalize");
    }
}
