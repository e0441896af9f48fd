package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.LayerFile;
import java.io.IOException;
import java.util.List;

/** Makes the squashfs of one extension, in a stage of its own: it is made once, whatever stands beside it. */
final class ExtensionSquashfs {

    static final String FILE = "extension.sqsh";

    private ExtensionSquashfs() {}

    /** The options that give the same bytes for the same files, as the machine's kernel reads them. */
    static String options(long time) {
        return "-all-root -noappend -no-progress -comp zstd -Xcompression-level 18 -no-xattrs -quiet -mkfs-time " + time
                + " -all-time " + time;
    }

    static LayerFile make(Extension extension, ToolStages tools, long time)
            throws BuildException, IOException, InterruptedException {
        // Firmware is wanted before the layers are mounted, so it moves into the initramfs itself.
        return tools.file(
                tools.run(
                        "squashfs " + extension.metadata().name(),
                        List.of(ToolStages.Input.of(extension.image(), Extension.ROOT, "/extension")),
                        "mksquashfs /extension /out/" + FILE + " " + options(time) + " -e usr/lib/firmware\n"),
                FILE);
    }
}
