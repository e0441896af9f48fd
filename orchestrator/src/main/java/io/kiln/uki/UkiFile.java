package io.kiln.uki;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unified kernel image: a PE file with the parts of a boot in sections. Every number in it is taken as hostile. Immutable;
 * the file is opened when a section is read.
 *
 * @param sections in the order of the file
 * @see <a href="https://uapi-group.org/specifications/specs/unified_kernel_image/">Unified Kernel Image</a>
 */
public record UkiFile(Path file, List<Section> sections) {

    /** Kernel, initial file system and command line. */
    public static final String LINUX = ".linux";

    public static final String INITRD = ".initrd";
    public static final String COMMAND_LINE = ".cmdline";

    private static final int MOST_SECTIONS = 256;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final int LONGEST_HEAD = 64 << 10;

    /** One section: where its bytes lie in the file. */
    public record Section(String name, long offset, long size) {}

    /**
     * Reads the table of sections.
     *
     * @throws UkiFormatException if this is no PE file, or a section lies outside of it
     */
    public static UkiFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new UkiFile(
                    file, table((offset, length, what) -> bytes(channel, offset, length, what), channel.size()));
        }
    }

    /**
     * The bytes of a section of a file that comes as a stream; what lies before them is read over.
     *
     * @return closing it closes the stream
     * @throws UkiFormatException if this is no PE file, or has no such section
     */
    public static InputStream section(InputStream in, String name) throws IOException {
        byte[] head = in.readNBytes(LONGEST_HEAD);
        List<Section> sections = table((offset, length, what) -> bytes(head, offset, length, what), Long.MAX_VALUE);
        Section section = new UkiFile(Path.of(name), sections).require(name);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        try {
            whole.skipNBytes(section.offset());
        } catch (EOFException e) {
            throw new UkiFormatException("the file ends before section " + name, e);
        }
        return new SectionInputStream(whole, section.size());
    }

    /** Gives so many bytes of the file, in the order of PE. */
    @FunctionalInterface
    private interface Source {
        ByteBuffer bytes(long offset, int length, String what) throws IOException;
    }

    private static List<Section> table(Source file, long size) throws IOException {
        ByteBuffer dos = file.bytes(0, 64, "the DOS header");
        if (dos.getShort(0) != 0x5a4d) {
            throw new UkiFormatException("it is no PE file (it does not start with MZ)");
        }
        long start = dos.getInt(0x3c) & 0xffffffffL;
        ByteBuffer coff = file.bytes(start, 24, "the PE header");
        if (coff.getInt(0) != 0x4550) {
            throw new UkiFormatException("it is no PE file (there is no PE header at " + start + ")");
        }
        int count = coff.getShort(6) & 0xffff;
        if (count > MOST_SECTIONS) {
            throw new UkiFormatException("it says that it has " + count + " sections");
        }
        long table = start + 24 + (coff.getShort(20) & 0xffff);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sections.add(section(file.bytes(table + 40L * i, 40, "section header " + i), size));
        }
        return List.copyOf(sections);
    }

    private static Section section(ByteBuffer header, long fileSize) throws UkiFormatException {
        byte[] name = new byte[8];
        header.get(0, name);
        String text = new String(name, StandardCharsets.ISO_8859_1).replaceAll("\0.*", "");
        long inMemory = header.getInt(8) & 0xffffffffL;
        long inFile = header.getInt(16) & 0xffffffffL;
        long offset = header.getInt(20) & 0xffffffffL;
        long size = inMemory == 0 ? inFile : Math.min(inMemory, inFile); // the file's size is rounded up
        if (offset + size > fileSize) {
            throw new UkiFormatException("section " + text.replaceAll("\\p{Cc}", "?") + " should be " + size
                    + " bytes at offset " + offset + ", but the file has only " + fileSize);
        }
        return new Section(text, offset, size);
    }

    /** The first section of this name; those of further boot profiles come later in the file. */
    public Optional<Section> section(String name) {
        return sections.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /**
     * The section of this name.
     *
     * @throws UkiFormatException if there is none
     */
    public Section require(String name) throws UkiFormatException {
        return section(name)
                .orElseThrow(() -> new UkiFormatException(
                        "it has no section " + name + ", so it is not a unified kernel image with a kernel in it"));
    }

    /** The text of a short section, without what ends it; empty if there is no such section. */
    public String text(String name) throws IOException {
        Optional<Section> section = section(name);
        if (section.isEmpty()) {
            return "";
        }
        if (section.get().size() > LONGEST_TEXT) {
            throw new UkiFormatException(
                    "section " + name + " has " + section.get().size() + " bytes");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer text =
                    bytes(channel, section.get().offset(), (int) section.get().size(), "section " + name);
            return new String(text.array(), StandardCharsets.UTF_8)
                    .replaceAll("\0.*", "")
                    .strip();
        }
    }

    /** Writes the bytes of a section to a file. */
    public void copy(Section section, Path to) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                OutputStream out = Files.newOutputStream(to);
                WritableByteChannel target = Channels.newChannel(out)) {
            long done = 0;
            while (done < section.size()) {
                long count = channel.transferTo(section.offset() + done, section.size() - done, target);
                if (count <= 0) {
                    throw new UkiFormatException("the file became shorter while it was read");
                }
                done += count;
            }
        }
    }

    /** The bytes of a section; closed by the caller. */
    public InputStream open(Section section) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            in.skipNBytes(section.offset());
            return new SectionInputStream(in, section.size());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static ByteBuffer bytes(byte[] head, long offset, int length, String what) throws UkiFormatException {
        if (offset + length > head.length) {
            throw new UkiFormatException("the file ends, or its first " + LONGEST_HEAD + " bytes, inside " + what);
        }
        return ByteBuffer.wrap(head, (int) offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer bytes(FileChannel channel, long offset, int length, String what) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new UkiFormatException("the file ends inside " + what);
            }
        }
        return buffer.rewind();
    }
}
