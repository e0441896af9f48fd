package io.kiln.kmod;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers of an ELF file of 32 or 64 bits and either byte order (System V ABI, chapter 4). Every number in it is
 * taken as hostile.
 *
 * @param type {@code e_type}; 1 is a relocatable file, which a module is
 * @param machine {@code e_machine}
 */
record ElfFile(boolean wide, ByteOrder order, int type, int machine, List<Section> sections, List<Segment> segments) {

    static final int RELOCATABLE = 1;

    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final int MAX_NAMES = 1 << 20;

    /** All sections may share one name of a megabyte; as many copies of it would fill the heap. */
    private static final int LONGEST_NAME = 256;

    /**
     * One section.
     *
     * @param name no more than its first 256 characters
     */
    record Section(String name, int type, long address, long offset, long size) {

        private static final int UNUSED = 0;
        private static final int WITHOUT_BYTES = 8;
        private static final int SYMBOLS = 2;

        boolean isTableOfSymbols() {
            return type == SYMBOLS;
        }

        /** Whether its bytes, if it has any, are all among the first so many of the file. */
        boolean liesWithin(long length) {
            return type == UNUSED
                    || type == WITHOUT_BYTES
                    || (offset >= 0 && size >= 0 && size <= length && offset <= length - size);
        }
    }

    /** One loadable segment: where in memory the bytes of the file appear. */
    record Segment(long offset, long address, long fileSize) {}

    static boolean isElf(Bytes bytes) throws IOException {
        return bytes.matches(0, MAGIC);
    }

    /**
     * Reads the headers.
     *
     * @throws KmodFormatException if this is no ELF file, or its tables point outside of it
     */
    static ElfFile read(Bytes bytes) throws IOException {
        if (!isElf(bytes)) {
            throw new KmodFormatException("it is not an ELF file");
        }
        byte[] ident = bytes.read(0, 16, "the ELF header");
        if (ident[4] < 1 || ident[4] > 2 || ident[5] < 1 || ident[5] > 2) {
            throw new KmodFormatException("its ELF header has class " + ident[4] + " and byte order " + ident[5]);
        }
        boolean wide = ident[4] == 2;
        ByteOrder order = ident[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer header = bytes.buffer(0, wide ? 64 : 52, order, "the ELF header");
        return new ElfFile(
                wide,
                order,
                header.getShort(16) & 0xffff,
                header.getShort(18) & 0xffff,
                sections(bytes, header, wide, order),
                segments(bytes, header, wide, order));
    }

    Optional<Section> section(String name) {
        return sections.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /** The offset in the file of what lies at this address in memory. */
    Optional<Long> offsetOf(long address) {
        return segments.stream()
                .filter(s -> Long.compareUnsigned(address, s.address()) >= 0
                        && Long.compareUnsigned(address - s.address(), s.fileSize()) < 0)
                .map(s -> s.offset() + (address - s.address()))
                .findFirst();
    }

    private static List<Section> sections(Bytes bytes, ByteBuffer header, boolean wide, ByteOrder order)
            throws IOException {
        long table = word(header, wide, wide ? 40 : 32);
        int entrySize = header.getShort(wide ? 58 : 46) & 0xffff;
        int count = header.getShort(wide ? 60 : 48) & 0xffff;
        int names = header.getShort(wide ? 62 : 50) & 0xffff;
        if (count == 0) {
            return List.of();
        }
        int width = wide ? 64 : 40;
        if (entrySize != width) {
            throw new KmodFormatException("its section headers are " + entrySize + " bytes long");
        }
        List<ByteBuffer> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(bytes.buffer(table + (long) i * entrySize, width, order, "ELF section header " + i));
        }
        byte[] strings = names < count ? strings(bytes, entries.get(names), wide) : new byte[0];
        return entries.stream()
                .map(entry -> new Section(
                        text(strings, entry.getInt(0)),
                        entry.getInt(4),
                        word(entry, wide, wide ? 16 : 12),
                        word(entry, wide, wide ? 24 : 16),
                        word(entry, wide, wide ? 32 : 20)))
                .toList();
    }

    private static byte[] strings(Bytes bytes, ByteBuffer entry, boolean wide) throws IOException {
        long size = word(entry, wide, wide ? 32 : 20);
        if (size < 0 || size > MAX_NAMES) {
            throw new KmodFormatException("its table of section names says that it has " + size + " bytes");
        }
        return bytes.read(word(entry, wide, wide ? 24 : 16), (int) size, "the table of section names");
    }

    private static List<Segment> segments(Bytes bytes, ByteBuffer header, boolean wide, ByteOrder order)
            throws IOException {
        long table = word(header, wide, wide ? 32 : 28);
        int entrySize = header.getShort(wide ? 54 : 42) & 0xffff;
        int count = header.getShort(wide ? 56 : 44) & 0xffff;
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer entry =
                    bytes.buffer(table + (long) i * entrySize, wide ? 56 : 32, order, "ELF program header " + i);
            if (entry.getInt(0) == 1) {
                segments.add(new Segment(
                        word(entry, wide, wide ? 8 : 4),
                        word(entry, wide, wide ? 16 : 8),
                        word(entry, wide, wide ? 32 : 16)));
            }
        }
        return segments;
    }

    private static long word(ByteBuffer buffer, boolean wide, int at) {
        return wide ? buffer.getLong(at) : buffer.getInt(at) & 0xffffffffL;
    }

    private static String text(byte[] strings, int at) {
        if (at < 0 || at >= strings.length) {
            return "";
        }
        int end = at;
        while (end < strings.length && end - at < LONGEST_NAME && strings[end] != 0) {
            end++;
        }
        return new String(strings, at, end - at, StandardCharsets.ISO_8859_1);
    }
}
