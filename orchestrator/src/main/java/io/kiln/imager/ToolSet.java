package io.kiln.imager;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The programs that a container must have. */
record ToolSet(List<String> programs) {

    private static final List<String> DIRECTORIES = List.of("usr/bin/", "usr/sbin/", "bin/", "sbin/", "usr/local/bin/");

    static ToolSet of(OutputKind kind) {
        List<String> programs = new ArrayList<>(List.of("sh", "mksquashfs", "unsquashfs", "depmod"));
        if (kind == OutputKind.ISO) {
            programs.addAll(List.of("mkfs.vfat", "mcopy", "mmd", "xorriso"));
        } else if (kind == OutputKind.IMAGE) {
            programs.addAll(List.of("mkfs.vfat", "mcopy", "mmd", "sgdisk"));
        }
        return new ToolSet(programs);
    }

    /** Those that an image does not have. */
    List<String> missing(InputImage image) throws IOException, BuildException, InterruptedException {
        List<String> missing = new ArrayList<>();
        for (String program : programs) {
            boolean found = false;
            for (String directory : DIRECTORIES) {
                found |= image.has(directory + program);
            }
            if (!found) {
                missing.add(program);
            }
        }
        return missing;
    }
}
