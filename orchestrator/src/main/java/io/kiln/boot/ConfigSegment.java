package io.kiln.boot;

import io.kiln.imager.CpioWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Adds {@code /config.yaml} to an initramfs, as one more cpio archive behind those that are there. */
final class ConfigSegment {

    private ConfigSegment() {}

    static void append(Optional<Path> initramfs, String configuration, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            if (initramfs.isPresent()) {
                pad(out, Files.copy(initramfs.get(), out)); // the kernel looks for a plain archive at multiples of four
            }
            byte[] content = configuration.getBytes(StandardCharsets.UTF_8);
            CpioWriter cpio = new CpioWriter(out, 0);
            cpio.entry("config.yaml", 0100600, content.length, new ByteArrayInputStream(content));
            cpio.finish();
        }
    }

    private static void pad(OutputStream out, long written) throws IOException {
        out.write(new byte[(int) (-written & 3)]);
    }
}
