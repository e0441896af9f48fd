package io.kiln.store;

import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarReader;
import io.kiln.oci.layer.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Archives with paths that no writer of ours would write. */
final class TarText {

    private static final int NAME = 100;
    private static final int CHECKSUM = 148;

    private TarText() {}

    /** The same archive with its directories after all other entries, deepest first. */
    static byte[] directoriesLast(Path tar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(bytes);
        Deque<TarEntry> directories = new ArrayDeque<>();
        try (TarReader reader = new TarReader(Files.newInputStream(tar))) {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.type() == EntryType.DIRECTORY) {
                    directories.push(entry);
                } else {
                    writer.write(entry, reader.content());
                }
            }
        }
        for (TarEntry directory : directories) {
            writer.write(directory);
        }
        writer.finish();
        return bytes.toByteArray();
    }

    /** An archive of one empty file of this path, up to 100 bytes. */
    static byte[] rename(String path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        tar.write(TarEntry.file("harmless", 0644, 0));
        tar.finish();
        byte[] archive = bytes.toByteArray();
        byte[] name = Arrays.copyOf(path.getBytes(StandardCharsets.UTF_8), NAME);
        System.arraycopy(name, 0, archive, 0, NAME);
        Arrays.fill(archive, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += archive[i] & 0xff;
        }
        byte[] digits = String.format(java.util.Locale.ROOT, "%06o", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, archive, CHECKSUM, digits.length);
        archive[CHECKSUM + 6] = 0;
        return archive;
    }
}
