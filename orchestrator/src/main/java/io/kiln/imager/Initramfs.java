package io.kiln.imager;

import io.kiln.oci.layer.Compression;
import io.kiln.oci.layer.UnclosedOutputStream;
import io.kiln.store.LayerFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the initramfs of a machine: microcode, then the original, byte for byte, then a segment with what was added.
 *
 * @param microcode stays uncompressed and comes first, since the kernel looks for it before it can unpack anything
 * @param added goes over what the original has
 */
record Initramfs(CpioTree microcode, LayerFile original, CpioTree added) {

    void write(Path file, long time) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            if (!microcode.isEmpty()) {
                microcode.writeTo(out, time);
            }
            original.writeTo(out);
            if (!added.isEmpty()) {
                out.write(new byte[(int) (-original.stat().size() & 3)]); // segments begin at multiples of four
                try (OutputStream packed = Compression.ZSTD.compress(new UnclosedOutputStream(out))) {
                    added.writeTo(packed, time);
                }
            }
        }
    }
}
