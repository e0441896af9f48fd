package io.kiln.kmod;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The kernel proper, out of the file that a boot loader is given. Understood are: a bzImage (Linux/x86 boot protocol,
 * 2.08 and later), an EFI zboot image, a plain arm64 or riscv {@code Image}, any of these compressed as a whole, and an
 * ELF {@code vmlinux}. The owner closes it.
 *
 * @param image the uncompressed kernel: ELF, or for {@code Image} the memory from {@code _text} on
 * @param declaredRelease what the setup header of a bzImage says of the release
 */
record UnpackedKernel(Bytes image, Optional<String> declaredRelease) implements Closeable {

    private static final long MAX_UNPACKED = 512L << 20;
    private static final byte[] BZIMAGE = "HdrS".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZBOOT = "zimg".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ARM64 = {'A', 'R', 'M', 0x64};
    private static final byte[] RISCV = {'R', 'S', 'C', 5};

    /**
     * Unpacks; {@code file} can be closed afterwards unless it is the result's own image.
     *
     * @throws KmodFormatException if this is no kernel image that Kiln can read
     */
    static UnpackedKernel of(Bytes file) throws IOException {
        if (file.matches(0x202, BZIMAGE)) {
            return bzImage(file);
        }
        if (file.matches(4, ZBOOT)) {
            var header = file.buffer(0, 16, ByteOrder.LITTLE_ENDIAN, "the zboot header");
            return new UnpackedKernel(
                    payload(file, header.getInt(8) & 0xffffffffL, header.getInt(12) & 0xffffffffL), Optional.empty());
        }
        if (isPlain(file)) {
            return new UnpackedKernel(file, Optional.empty());
        }
        Optional<Compression> compression = Compression.at(file, 0);
        if (compression.isEmpty()) {
            throw new KmodFormatException(
                    "it is neither a bzImage, an EFI zboot image, an arm64 Image nor an ELF vmlinux");
        }
        Bytes unpacked = compression.get().unpack(file, 0, file.size(), MAX_UNPACKED, "the kernel");
        return new UnpackedKernel(checked(unpacked), Optional.empty());
    }

    private static UnpackedKernel bzImage(Bytes file) throws IOException {
        var header = file.buffer(0x1f1, 0x60, ByteOrder.LITTLE_ENDIAN, "the setup header");
        int protocol = header.getShort(0x206 - 0x1f1) & 0xffff;
        if (protocol < 0x208) {
            throw new KmodFormatException(
                    "its boot protocol is older than 2.08: it does not say where the kernel lies");
        }
        int setupSectors = header.get(0) & 0xff;
        long start = 512L * ((setupSectors == 0 ? 4 : setupSectors) + 1);
        long offset = start + (header.getInt(0x248 - 0x1f1) & 0xffffffffL);
        long length = header.getInt(0x24c - 0x1f1) & 0xffffffffL;
        int version = header.getShort(0x20e - 0x1f1) & 0xffff;
        Optional<String> release = version == 0 ? Optional.empty() : release(file, version + 0x200L);
        return new UnpackedKernel(payload(file, offset, length), release);
    }

    /** The payload of a bzImage or a zboot image; but for gzip its last four bytes are the unpacked size. */
    private static Bytes payload(Bytes file, long offset, long length) throws IOException {
        if (length < 8 || offset > file.size() - length) {
            throw new KmodFormatException("its header says that the kernel is " + length + " bytes at offset " + offset
                    + ", but the file has only " + file.size());
        }
        Optional<Compression> compression = Compression.at(file, offset);
        if (compression.isEmpty()) {
            return checked(Spool.of(file.stream(offset, length), MAX_UNPACKED, "the kernel"));
        }
        long trailer = compression.get() == Compression.GZIP ? 0 : 4;
        return checked(compression.get().unpack(file, offset, length - trailer, MAX_UNPACKED, "the kernel"));
    }

    private static Bytes checked(Bytes unpacked) throws IOException {
        if (!isPlain(unpacked)) {
            unpacked.close();
            throw new KmodFormatException("what is packed in it is neither an ELF vmlinux nor an arm64 Image");
        }
        return unpacked;
    }

    private static boolean isPlain(Bytes bytes) throws IOException {
        return ElfFile.isElf(bytes) || bytes.matches(0x38, ARM64) || bytes.matches(0x38, RISCV);
    }

    private static Optional<String> release(Bytes file, long offset) throws IOException {
        int length = (int) Math.min(128, file.size() - offset);
        if (length <= 0) {
            return Optional.empty();
        }
        String text = new String(file.read(offset, length, "the kernel version"), StandardCharsets.ISO_8859_1);
        String first = text.split("[ \0]", 2)[0];
        return KernelStrings.isRelease(first) ? Optional.of(first) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
