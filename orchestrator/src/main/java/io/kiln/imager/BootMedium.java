package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.file.Path;

/** Disk and CD. */
record BootMedium(ImagerRequest request, ToolStages tools, Stores stores, BootAssets assets) {

    void write(Path file, Path uki) throws BuildException, IOException, InterruptedException {
        throw new BuildException(2, "not yet " + file + uki);
    }
}
