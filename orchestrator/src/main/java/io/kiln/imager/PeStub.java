package io.kiln.imager;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The systemd stub: an EFI program for 64-bit machines that sections can be added to. Immutable. */
final class PeStub {

    static final int SECTION_HEADER = 40;

    private static final int MOST_BYTES = 16 << 20;
    private static final int OPTIONAL = 24; // from the signature "PE\0\0"
    private static final int CERTIFICATES = 4;

    private final byte[] bytes;
    private final ByteBuffer pe;
    private final int header;
    private final int table;
    private final int count;

    private PeStub(byte[] bytes, int header, int table, int count) {
        this.bytes = bytes;
        this.pe = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.header = header;
        this.table = table;
        this.count = count;
    }

    /** Reads a stub to its end; the stream stays open. */
    static PeStub read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        ByteBuffer pe = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int header = pe.getInt(0x3c);
            if (bytes.length <= MOST_BYTES
                    && pe.getShort(0) == 0x5a4d
                    && pe.getInt(header) == 0x4550
                    && pe.getShort(header + OPTIONAL) == 0x20b) {
                int table = header + OPTIONAL + (pe.getShort(header + 20) & 0xffff);
                int count = pe.getShort(header + 6) & 0xffff;
                PeStub stub = new PeStub(bytes, header, table, count);
                stub.check(name);
                return stub;
            }
        } catch (IndexOutOfBoundsException e) {
            // said below
        }
        throw new ImagerFormatException(name + " is not an EFI program for 64-bit machines");
    }

    private void check(String name) throws ImagerFormatException {
        boolean sane = count > 0
                && Integer.bitCount(sectionAlignment()) == 1
                && Integer.bitCount(fileAlignment()) == 1
                && sectionAlignment() <= 1 << 20
                && fileAlignment() <= 1 << 16
                && endOfTable() <= sizeOfHeaders()
                && endOfContent() <= bytes.length
                && endOfAddresses() < 1L << 31;
        if (!sane) {
            throw new ImagerFormatException(name + " is damaged: its section table does not fit the file");
        }
    }

    /** The file up to the end of its last section: a signature after it would no longer hold. */
    byte[] content() {
        return Arrays.copyOf(bytes, (int) endOfContent());
    }

    int sectionAlignment() {
        return pe.getInt(header + OPTIONAL + 32);
    }

    int fileAlignment() {
        return pe.getInt(header + OPTIONAL + 36);
    }

    private int sizeOfHeaders() {
        return pe.getInt(header + OPTIONAL + 60);
    }

    int endOfTable() {
        return table + count * SECTION_HEADER;
    }

    long endOfContent() {
        long end = sizeOfHeaders();
        for (int i = 0; i < count; i++) {
            end = Math.max(end, field(i, 20) + field(i, 16));
        }
        return end;
    }

    long endOfAddresses() {
        long end = sizeOfHeaders();
        for (int i = 0; i < count; i++) {
            end = Math.max(end, field(i, 12) + Math.max(field(i, 8), field(i, 16)));
        }
        return end;
    }

    void requireRoomFor(List<String> names) throws ImagerFormatException {
        int end = endOfTable() + names.size() * SECTION_HEADER;
        long firstContent = sizeOfHeaders();
        if (end > firstContent) {
            throw new ImagerFormatException("the systemd stub has room for "
                    + (firstContent - endOfTable()) / SECTION_HEADER + " more sections, and " + names.size()
                    + " are needed; take a stub that was made with more room");
        }
        Set<String> present = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String name = new String(bytes, table + i * SECTION_HEADER, 8, StandardCharsets.US_ASCII);
            present.add(name.replace("\0", ""));
        }
        for (String name : names) {
            if (present.contains(name)) {
                throw new ImagerFormatException("the systemd stub has a section " + name
                        + " already: it is a unified kernel image, and the plain stub is wanted");
            }
        }
    }

    /** Writes what the headers say of the whole into a copy of this stub. */
    void describe(ByteBuffer copy, int added, long data, long imageSize, long time) {
        copy.putShort(header + 6, (short) (count + added));
        copy.putInt(header + 8, (int) time);
        copy.putInt(header + 12, 0); // no symbol table
        copy.putInt(header + 16, 0);
        int optional = header + OPTIONAL;
        copy.putInt(optional + 8, (int) (pe.getInt(optional + 8) + data));
        copy.putInt(optional + 56, (int) imageSize);
        copy.putInt(optional + 64, 0); // the firmware does not look at the checksum
        if (pe.getInt(optional + 108) > CERTIFICATES) {
            copy.putLong(optional + 112 + 8 * CERTIFICATES, 0);
        }
    }

    private long field(int section, int offset) {
        return pe.getInt(table + section * SECTION_HEADER + offset) & 0xffffffffL;
    }
}
