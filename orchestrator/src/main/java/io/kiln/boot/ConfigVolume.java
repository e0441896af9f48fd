package io.kiln.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk with the machine configuration: ISO 9660 (ECMA-119), labelled {@code metal-iso}, with the one file
 * {@code config.yaml} in its root.
 */
final class ConfigVolume {

    private static final int SECTOR = 2048;
    private static final int PATH_TABLE = 18;
    private static final int PATH_TABLE_BIG = 19;
    private static final int ROOT = 20;
    private static final int FILE = 21;
    private static final String LABEL = "metal-iso";
    private static final String NAME = "CONFIG.YAML;1";
    private static final int PATH_TABLE_SIZE = 10;

    private ConfigVolume() {}

    static void write(String configuration, Path to) throws IOException {
        byte[] content = configuration.getBytes(StandardCharsets.UTF_8);
        int sectors = FILE + Math.max(1, (content.length + SECTOR - 1) / SECTOR);
        ByteBuffer volume = ByteBuffer.allocate(Math.multiplyExact(sectors, SECTOR));
        descriptor(volume, sectors);
        volume.put(17 * SECTOR, "\u00ffCD001\u0001".getBytes(StandardCharsets.ISO_8859_1));
        pathTable(volume, PATH_TABLE, ByteOrder.LITTLE_ENDIAN);
        pathTable(volume, PATH_TABLE_BIG, ByteOrder.BIG_ENDIAN);
        volume.position(ROOT * SECTOR);
        record(volume, new byte[] {0}, ROOT, SECTOR, true);
        record(volume, new byte[] {1}, ROOT, SECTOR, true);
        record(volume, NAME.getBytes(StandardCharsets.US_ASCII), FILE, content.length, false);
        volume.put(FILE * SECTOR, content);
        Files.write(to, volume.array());
    }

    private static void descriptor(ByteBuffer volume, int sectors) {
        int start = 16 * SECTOR;
        volume.put(start, "\u0001CD001\u0001".getBytes(StandardCharsets.ISO_8859_1));
        text(volume, start + 8, 32, "");
        text(volume, start + 40, 32, LABEL);
        both(volume.position(start + 80), sectors);
        bothShort(volume.position(start + 120), 1);
        bothShort(volume, 1);
        bothShort(volume, SECTOR);
        both(volume, PATH_TABLE_SIZE);
        volume.order(ByteOrder.LITTLE_ENDIAN).putInt(PATH_TABLE).putInt(0);
        volume.order(ByteOrder.BIG_ENDIAN).putInt(PATH_TABLE_BIG).putInt(0);
        record(volume, new byte[] {0}, ROOT, SECTOR, true);
        text(volume, start + 190, 623, "");
        for (int date = 0; date < 4; date++) { // no date: sixteen zeros as digits and one as a byte
            text(volume, start + 813 + 17 * date, 16, "0000000000000000");
        }
        volume.put(start + 881, (byte) 1);
    }

    /** A directory record; there are no dates in it, so that the same configuration gives the same bytes. */
    private static void record(ByteBuffer volume, byte[] name, int sector, int size, boolean directory) {
        int start = volume.position();
        int length = (33 + name.length + 1) & ~1;
        volume.put((byte) length).put((byte) 0);
        both(volume, sector);
        both(volume, size);
        volume.put(new byte[] {70, 1, 1, 0, 0, 0, 0})
                .put((byte) (directory ? 2 : 0))
                .putShort((short) 0);
        bothShort(volume, 1);
        volume.put((byte) name.length).put(name);
        volume.position(start + length);
    }

    private static void pathTable(ByteBuffer volume, int sector, ByteOrder order) {
        volume.position(sector * SECTOR).order(order);
        volume.put((byte) 1).put((byte) 0).putInt(ROOT).putShort((short) 1).putShort((short) 0);
    }

    private static void both(ByteBuffer volume, int value) {
        volume.order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(value);
    }

    private static void bothShort(ByteBuffer volume, int value) {
        volume.order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) value)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) value);
    }

    private static void text(ByteBuffer volume, int at, int length, String text) {
        byte[] padded = " ".repeat(length).getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, padded, 0, bytes.length);
        volume.put(at, padded);
    }
}
