package io.kiln.kmod;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Lays out kernels as a build does: banner, vermagic, the certificate list with its sizes; then packs them. */
final class KernelBuilder {

    static final String RELEASE = "6.1.99-kiln";
    static final String VERMAGIC = RELEASE + " SMP preempt mod_unload ";
    static final long TEXT = 0xffffffff81000000L;

    private final List<byte[]> trusted = new ArrayList<>();
    private final List<byte[]> revoked = new ArrayList<>();
    private final List<byte[]> elsewhere = new ArrayList<>();
    private boolean sizes = true;
    private boolean ownKey = true;
    private int listOffset;
    private int sizeOffset;

    KernelBuilder trusting(SigningKey key) {
        trusted.add(key.der());
        return this;
    }

    KernelBuilder revoking(SigningKey key) {
        revoked.add(key.der());
        return this;
    }

    /** Puts a certificate among the kernel's data that has nothing to do with modules. */
    KernelBuilder holding(SigningKey key) {
        elsewhere.add(key.der());
        return this;
    }

    /** Leaves the sizes out, as no build does, so that only a search can find the certificates. */
    KernelBuilder withoutSizes() {
        sizes = false;
        return this;
    }

    /** Lets all trusted certificates be given ones, as a build does whose {@code CONFIG_MODULE_SIG_KEY} is empty. */
    KernelBuilder withoutOwnKey() {
        ownKey = false;
        return this;
    }

    /** The memory of the kernel from {@code _text} on. */
    byte[] memory(ElfBuilder elf) {
        Memory memory = new Memory(elf);
        memory.bytes("code".repeat(300).getBytes(StandardCharsets.US_ASCII));
        memory.text("Linux version %s (%s@%s)");
        memory.text("Linux version " + RELEASE + " (build@host) (gcc 12) #1 SMP");
        memory.text("a text before " + RELEASE + " and after");
        memory.text(VERMAGIC);
        memory.text("Loading compiled-in revocation X.509 certificates");
        elsewhere.forEach(memory::bytes);
        memory.text("gap");
        listOffset = memory.align();
        trusted.forEach(memory::bytes);
        int length = memory.size() - listOffset;
        sizeOffset = memory.align();
        memory.word(sizes ? length : 1);
        memory.align();
        memory.word(sizes ? ownKey && !trusted.isEmpty() ? trusted.get(0).length : 0 : 2);
        int revocations = memory.align();
        revoked.forEach(memory::bytes);
        int revokedLength = memory.size() - revocations;
        memory.align();
        memory.word(sizes ? revokedLength : 3);
        memory.bytes("data".repeat(500).getBytes(StandardCharsets.US_ASCII));
        return memory.out.toByteArray();
    }

    byte[] vmlinux() {
        return ElfBuilder.X86_64.kernel(TEXT, memory(ElfBuilder.X86_64));
    }

    /** A raw arm64 {@code Image}. */
    byte[] arm64Image() {
        byte[] image = memory(ElfBuilder.AARCH64);
        System.arraycopy(new byte[] {'A', 'R', 'M', 0x64}, 0, image, 0x38, 4);
        return image;
    }

    /** The map of the kernel that was laid out last. */
    String systemMap() {
        return "%016x T _text\n%016x d system_certificate_list\n%016x d system_certificate_list_size\n"
                .formatted(TEXT, TEXT + listOffset, TEXT + sizeOffset);
    }

    static byte[] bzImage(byte[] vmlinux, Compression compression) throws IOException {
        byte[] payload = pack(vmlinux, compression);
        int setupSectors = 4;
        int start = 512 * (setupSectors + 1);
        int gap = 1000;
        String version = RELEASE + " (build@host) #1 SMP";
        ByteBuffer image = ByteBuffer.allocate(start + gap + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0x1f1, (byte) setupSectors).putShort(0x1fe, (short) 0xaa55);
        image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII)).putShort(0x206, (short) 0x20f);
        image.putShort(0x20e, (short) 0x400);
        image.put(0x600, version.getBytes(StandardCharsets.US_ASCII));
        image.putInt(0x248, gap).putInt(0x24c, payload.length);
        image.put(start + gap, payload);
        return image.array();
    }

    static byte[] zboot(byte[] image, Compression compression) throws IOException {
        byte[] payload = pack(image, compression);
        ByteBuffer file = ByteBuffer.allocate(512 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, "MZ\0\0zimg".getBytes(StandardCharsets.US_ASCII));
        file.putInt(8, 512).putInt(12, payload.length);
        file.put(512, payload);
        return file.array();
    }

    /** Packs as the kernel's Makefiles do: but for gzip the unpacked size follows. */
    private static byte[] pack(byte[] content, Compression compression) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(compress(content, compression));
        if (compression != Compression.GZIP) {
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(content.length)
                    .array());
        }
        return out.toByteArray();
    }

    static byte[] compress(byte[] content, Compression compression) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (compression) {
            case GZIP -> {
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(content);
                }
            }
            case XZ -> {
                FilterOptions[] filters = {new X86Options(), new LZMA2Options(1)};
                try (XZOutputStream xz = new XZOutputStream(out, filters, XZ.CHECK_CRC32)) {
                    xz.write(content);
                }
            }
            case ZSTD -> out.writeBytes(Zstd.compress(content));
            case LZ4 -> {
                out.writeBytes(new byte[] {0x02, 0x21, 0x4c, 0x18});
                out.writeBytes(content);
            }
            default -> throw new AssertionError(compression);
        }
        return out.toByteArray();
    }

    private static final class Memory {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ElfBuilder elf;

        Memory(ElfBuilder elf) {
            this.elf = elf;
        }

        int size() {
            return out.size();
        }

        void bytes(byte[] bytes) {
            out.writeBytes(bytes);
        }

        void text(String text) {
            bytes(("\0" + text + "\0").getBytes(StandardCharsets.US_ASCII));
        }

        int align() {
            while (out.size() % 8 != 0) {
                out.write(0);
            }
            return out.size();
        }

        void word(int value) {
            ByteBuffer word = ByteBuffer.allocate(elf.wide() ? 8 : 4).order(elf.order());
            bytes((elf.wide() ? word.putLong(value) : word.putInt(value)).array());
        }
    }
}
