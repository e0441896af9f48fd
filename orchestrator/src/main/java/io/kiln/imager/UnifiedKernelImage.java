package io.kiln.imager;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a unified kernel image: the systemd stub with sections added to it. See the PE format and the UAPI group's
 * "Unified Kernel Image". The sections are streamed.
 */
final class UnifiedKernelImage {

    private static final long MOST = 0xffffffffL;
    private static final int PAGE = 4096;
    private static final int DATA = 0x40000040; // initialised data, readable
    private static final int CODE = 0x60000020; // code, readable, executable

    /** A section to add; {@code content} has exactly {@code size} bytes. */
    record Section(String name, long size, CpioTree.Source content) {

        static Section of(String name, byte[] content) {
            return new Section(name, content.length, () -> new java.io.ByteArrayInputStream(content));
        }
    }

    private record Placed(Section section, long address, long offset, long stored) {}

    private final PeStub stub;
    private final List<Placed> sections = new ArrayList<>();
    private final long imageSize;

    /**
     * Lays the image out.
     *
     * @throws ImagerFormatException if the stub has no room for so many sections, or the result would not be a PE file
     */
    UnifiedKernelImage(PeStub stub, List<Section> added) throws ImagerFormatException {
        this.stub = stub;
        stub.requireRoomFor(added.stream().map(Section::name).toList());
        long alignment = Math.max(PAGE, stub.sectionAlignment());
        long address = align(stub.endOfAddresses(), alignment);
        long offset = align(stub.endOfContent(), stub.fileAlignment());
        for (Section section : added) {
            long stored = align(section.size(), stub.fileAlignment());
            sections.add(new Placed(section, address, offset, stored));
            address = align(address + section.size(), alignment);
            offset += stored;
        }
        if (offset > MOST || address > MOST) {
            throw new ImagerFormatException("the unified kernel image would have " + offset
                    + " bytes, and the firmware takes less than 4 GiB; leave extensions out");
        }
        this.imageSize = align(address, stub.sectionAlignment());
    }

    /** Writes the file; the stream stays open. */
    void writeTo(OutputStream out, long time) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(stub.content()).order(ByteOrder.LITTLE_ENDIAN);
        long data = 0;
        int at = stub.endOfTable();
        for (Placed placed : sections) {
            putHeader(head, at, placed);
            at += PeStub.SECTION_HEADER;
            data += placed.stored();
        }
        stub.describe(head, sections.size(), data, imageSize, time);
        out.write(head.array());
        out.write(new byte[(int) (align(head.capacity(), stub.fileAlignment()) - head.capacity())]);
        for (Placed placed : sections) {
            copy(placed, out);
        }
        out.flush();
    }

    private static void putHeader(ByteBuffer head, int at, Placed placed) {
        head.put(at, new byte[PeStub.SECTION_HEADER]);
        head.put(at, placed.section().name().getBytes(StandardCharsets.US_ASCII));
        head.putInt(at + 8, (int) placed.section().size());
        head.putInt(at + 12, (int) placed.address());
        head.putInt(at + 16, (int) placed.stored());
        head.putInt(at + 20, (int) placed.offset());
        // The kernel may be started where it lies.
        head.putInt(at + 36, placed.section().name().equals(".linux") ? CODE : DATA);
    }

    private static void copy(Placed placed, OutputStream out) throws IOException {
        Section section = placed.section();
        try (InputStream in = section.content().open()) {
            long count = in.transferTo(out);
            if (count != section.size()) {
                throw new IOException("the content of " + section.name() + " changed while it was read");
            }
        }
        out.write(new byte[(int) (placed.stored() - section.size())]);
    }

    static long align(long value, long to) {
        return (value + to - 1) / to * to;
    }
}
