package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.LayerOverlay;
import java.util.Map;
import java.util.Optional;

/** What must be at the root, and that each layer names the directories that it puts something into. */
final class LayoutRules {

    private LayoutRules() {}

    static void check(ExtensionContent content, Findings findings) {
        Optional<LayerOverlay.Place> manifest = content.overlay().find(FileReader.MANIFEST);
        if (manifest.isEmpty()) {
            findings.error(
                    ExtensionRule.LAYOUT,
                    FileReader.MANIFEST,
                    "the extension manifest is missing",
                    "put the extension's manifest.yaml at the root of the image");
        } else if (!manifest.get().isFile()) {
            findings.error(
                    ExtensionRule.LAYOUT,
                    FileReader.MANIFEST,
                    "it is not a regular file",
                    "copy the file itself there");
        }
        Optional<LayerOverlay.Place> rootfs = content.overlay().find(FileTree.EXTENSION_ROOT);
        if (rootfs.isEmpty()) {
            findings.error(
                    ExtensionRule.LAYOUT,
                    FileTree.EXTENSION_ROOT,
                    "the extension's root, /rootfs, is missing",
                    "put what the extension adds to a machine below /rootfs, with finalize: {from: /rootfs, to: /rootfs}");
        } else if (!rootfs.get().isDirectory()) {
            findings.error(
                    ExtensionRule.LAYOUT, FileTree.EXTENSION_ROOT, "it is not a directory", "make it a directory");
        }
        for (String name : content.topNames()) {
            if (!name.equals(FileReader.MANIFEST) && !name.equals(FileTree.EXTENSION_ROOT)) {
                findings.error(
                        ExtensionRule.LAYOUT,
                        name,
                        "beside /manifest.yaml and /rootfs nothing may be at the root",
                        "move it below /rootfs, or leave it out of finalize");
            }
        }
        for (Map.Entry<ParentDirectories.Missing, String> missing :
                content.missingDirectories().entrySet()) {
            findings.error(
                    ExtensionRule.EXPLICIT_DIRECTORY,
                    missing.getKey().directory(),
                    "layer " + (missing.getKey().layer() + 1) + " has no entry for this directory before /"
                            + missing.getValue() + "; a machine makes it with mode 0700 over its own",
                    "write directories into the archive too: tar -C DIR -cf layer.tar rootfs does, a list of files does not");
        }
    }
}
