package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.MergedNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The firmware of the extensions, which a kernel looks for before the extensions are mounted: files into the initramfs,
 * the microcode of processors into a segment of its own before it. Not thread-safe.
 */
final class Firmware {

    private static final String TARGET = "usr/lib/firmware/";
    private static final String INTEL = "intel-ucode/";
    private static final String AMD = "amd-ucode/microcode_amd";

    private final TreeMap<String, MergedNode> files = new TreeMap<>();

    /** Adds the firmware of an extension, whose files take the place of those of earlier ones. */
    void add(Extension extension) throws BuildException, IOException, InterruptedException {
        Optional<MergedNode> directory =
                extension.image().tree().find(Path.of(Extension.FIRMWARE)).filter(MergedNode::isDirectory);
        if (directory.isPresent()) {
            collect(directory.get(), "");
        }
    }

    private void collect(MergedNode directory, String prefix) throws IOException {
        for (MergedNode child : directory.children()) {
            String path = prefix + child.path().getFileName();
            if (child.isDirectory()) {
                collect(child, path + "/");
            } else if (child.stat().isRegular() || child.stat().isSymbolicLink()) {
                files.put(path, child);
            }
        }
    }

    /** The segment that the kernel looks through for microcode; empty if there is none. */
    CpioTree microcode() {
        CpioTree tree = new CpioTree();
        addMicrocode(tree, "kernel/x86/microcode/AuthenticAMD.bin", AMD, ".bin");
        addMicrocode(tree, "kernel/x86/microcode/GenuineIntel.bin", INTEL, "");
        return tree;
    }

    /** Puts all but the microcode into the main segment. */
    void addTo(CpioTree tree) throws IOException {
        for (var entry : files.entrySet()) {
            if (isMicrocode(entry.getKey(), INTEL, "") || isMicrocode(entry.getKey(), AMD, ".bin")) {
                continue;
            }
            MergedNode node = entry.getValue();
            if (node.stat().isSymbolicLink()) {
                tree.symlink(TARGET + entry.getKey(), node.linkTarget().toString());
            } else {
                tree.file(
                        TARGET + entry.getKey(),
                        node.stat().permissions(),
                        node.stat().size(),
                        node::open);
            }
        }
    }

    private void addMicrocode(CpioTree tree, String target, String prefix, String suffix) {
        List<MergedNode> parts = new ArrayList<>();
        long size = 0;
        for (var entry : files.entrySet()) {
            if (isMicrocode(entry.getKey(), prefix, suffix)
                    && entry.getValue().stat().isRegular()) {
                parts.add(entry.getValue());
                size += entry.getValue().stat().size();
            }
        }
        if (!parts.isEmpty()) {
            tree.file(target, 0644, size, () -> concatenated(parts));
        }
    }

    private static boolean isMicrocode(String path, String prefix, String suffix) {
        return path.startsWith(prefix) && path.endsWith(suffix);
    }

    private static InputStream concatenated(List<MergedNode> parts) throws IOException {
        List<InputStream> streams = new ArrayList<>();
        for (MergedNode part : parts) {
            streams.add(part.open());
        }
        return new SequenceInputStream(Collections.enumeration(streams));
    }
}
