package io.kiln.boot;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Adds {@code /config.yaml} to an initramfs, as one more cpio archive behind those that are there. */
final class ConfigSegment {

    private static final String NAME = "config.yaml";

    private ConfigSegment() {}

    static void append(Optional<Path> initramfs, String configuration, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            if (initramfs.isPresent()) {
                pad(out, Files.copy(initramfs.get(), out)); // the kernel looks for a plain archive at multiples of four
            }
            byte[] content = configuration.getBytes(StandardCharsets.UTF_8);
            entry(out, NAME, 0100600, content);
            entry(out, "TRAILER!!!", 0, new byte[0]);
        }
    }

    private static void entry(OutputStream out, String name, int mode, byte[] content) throws IOException {
        byte[] path = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        String header = "070701"
                + "%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X"
                        .formatted(1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, path.length, 0);
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(path);
        pad(out, header.length() + path.length);
        out.write(content);
        pad(out, content.length);
    }

    private static void pad(OutputStream out, long written) throws IOException {
        out.write(new byte[(int) (-written & 3)]);
    }
}
