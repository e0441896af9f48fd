package io.kiln.kmod;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small ELF files: modules with a {@code .modinfo} section, and kernels with one loadable segment. */
record ElfBuilder(boolean wide, ByteOrder order, int machine) {

    static final ElfBuilder X86_64 = new ElfBuilder(true, ByteOrder.LITTLE_ENDIAN, 62);
    static final ElfBuilder AARCH64 = new ElfBuilder(true, ByteOrder.LITTLE_ENDIAN, 183);
    static final ElfBuilder POWERPC = new ElfBuilder(false, ByteOrder.BIG_ENDIAN, 20);

    /** A module with these entries of {@code .modinfo} and some code to sign, in the sections that a kernel looks for. */
    byte[] module(String... modinfo) {
        byte[] info = (String.join("\0", modinfo) + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] names =
                "\0.modinfo\0.shstrtab\0.gnu.linkonce.this_module\0.symtab\0".getBytes(StandardCharsets.US_ASCII);
        int header = wide ? 64 : 52;
        int entry = wide ? 64 : 40;
        int table = header + info.length + names.length;
        int code = table + 5 * entry;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(1, 0, table, 0, 5, 4));
        out.writeBytes(info);
        out.writeBytes(names);
        out.writeBytes(new byte[entry]);
        out.writeBytes(section(1, 1, header, info.length));
        out.writeBytes(section(20, 1, code, 100));
        out.writeBytes(section(46, 2, code, 24));
        out.writeBytes(section(10, 3, header + info.length, names.length));
        out.writeBytes("code that a signature covers ".repeat(2000).getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** An executable whose content appears in memory at this address. */
    byte[] kernel(long address, byte[] content) {
        int header = wide ? 64 : 52;
        int entry = wide ? 56 : 32;
        int start = 128;
        ByteBuffer program = ByteBuffer.allocate(entry).order(order).putInt(0, 1);
        put(program, wide ? 8 : 4, start);
        put(program, wide ? 16 : 8, address);
        put(program, wide ? 32 : 16, content.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(2, header, 0, 1, 0, 0));
        out.writeBytes(program.array());
        out.writeBytes(new byte[start - header - entry]);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private byte[] header(int type, int programs, int sections, int programCount, int sectionCount, int names) {
        ByteBuffer header = ByteBuffer.allocate(wide ? 64 : 52).order(order);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1)});
        header.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2)).put((byte) 1);
        header.putShort(16, (short) type).putShort(18, (short) machine).putInt(20, 1);
        put(header, wide ? 32 : 28, programs);
        put(header, wide ? 40 : 32, sections);
        header.putShort(wide ? 52 : 40, (short) (wide ? 64 : 52));
        header.putShort(wide ? 54 : 42, (short) (wide ? 56 : 32));
        header.putShort(wide ? 56 : 44, (short) programCount);
        header.putShort(wide ? 58 : 46, (short) (wide ? 64 : 40));
        header.putShort(wide ? 60 : 48, (short) sectionCount);
        header.putShort(wide ? 62 : 50, (short) names);
        return header.array();
    }

    private byte[] section(int name, int type, int offset, int size) {
        ByteBuffer section = ByteBuffer.allocate(wide ? 64 : 40).order(order);
        section.putInt(0, name).putInt(4, type);
        put(section, wide ? 24 : 16, offset);
        put(section, wide ? 32 : 20, size);
        return section.array();
    }

    private void put(ByteBuffer buffer, int at, long value) {
        if (wide) {
            buffer.putLong(at, value);
        } else {
            buffer.putInt(at, (int) value);
        }
    }
}
