package io.kiln.kmod;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A kernel module: a relocatable ELF file with a {@code .modinfo} section and perhaps a signature behind it. It holds the
 * file's bytes until it is closed by its owner. Not thread-safe.
 */
public final class ModuleFile implements Closeable {

    private static final String THIS_MODULE = ".gnu.linkonce.this_module";
    private static final long MAX_FILE = 512L << 20;
    private static final int MAX_MODINFO = 1 << 20;

    /** Those that kernels and module loaders know for modules. */
    private static final Set<Compression> COMPRESSIONS = EnumSet.of(Compression.GZIP, Compression.XZ, Compression.ZSTD);

    private final Bytes bytes;
    private final Optional<Compression> compression;
    private final SignatureBlock signature;
    private final int machine;
    private final Map<String, List<String>> modinfo;
    private final Optional<String> flaw;

    private ModuleFile(
            Bytes bytes,
            Optional<Compression> compression,
            SignatureBlock signature,
            int machine,
            Map<String, List<String>> modinfo,
            Optional<String> flaw) {
        this.bytes = bytes;
        this.compression = compression;
        this.signature = signature;
        this.machine = machine;
        this.modinfo = modinfo;
        this.flaw = flaw;
    }

    /**
     * Reads a module, also one that is compressed with gzip, xz or zstd. The stream is read to its end and not closed.
     *
     * @throws KmodFormatException if this is no module
     */
    public static ModuleFile read(InputStream in) throws IOException {
        Bytes file = Spool.of(in, MAX_FILE, "the module");
        Bytes unpacked = file;
        try {
            Optional<Compression> compression = Compression.at(file, 0);
            if (compression.isPresent()) {
                checkKnown(compression.get());
                unpacked = compression.get().unpack(file, 0, file.size(), MAX_FILE, "the module");
                file.close();
            }
            return of(unpacked, compression);
        } catch (IOException | RuntimeException e) {
            file.close();
            unpacked.close();
            throw e;
        }
    }

    private static void checkKnown(Compression compression) throws KmodFormatException {
        if (!COMPRESSIONS.contains(compression)) {
            throw new KmodFormatException("it is compressed with "
                    + compression.name().toLowerCase(Locale.ROOT) + ", and modules are with gzip, xz or zstd only");
        }
    }

    private static ModuleFile of(Bytes bytes, Optional<Compression> compression) throws IOException {
        ElfFile elf = ElfFile.read(bytes);
        if (elf.type() != ElfFile.RELOCATABLE) {
            throw new KmodFormatException("it is an ELF file of type " + elf.type() + ", not a relocatable one");
        }
        Optional<ElfFile.Section> section = elf.section(".modinfo");
        if (section.isEmpty()) {
            throw new KmodFormatException("it has no .modinfo section, so it is not a kernel module");
        }
        return new ModuleFile(
                bytes,
                compression,
                SignatureBlock.read(bytes),
                elf.machine(),
                modinfo(bytes, section.get()),
                flaw(elf, bytes.size()));
    }

    private static Optional<String> flaw(ElfFile elf, long size) {
        for (int i = 1; i < elf.sections().size(); i++) {
            ElfFile.Section section = elf.sections().get(i);
            if (!section.liesWithin(size)) {
                return Optional.of("section " + i + " (" + section.name() + ") lies outside of the file");
            }
        }
        if (elf.sections().stream().noneMatch(ElfFile.Section::isTableOfSymbols)) {
            return Optional.of("it has no table of symbols");
        }
        return elf.section(THIS_MODULE).isPresent()
                ? Optional.empty()
                : Optional.of("it has no " + THIS_MODULE + " section");
    }

    private static Map<String, List<String>> modinfo(Bytes bytes, ElfFile.Section section) throws IOException {
        if (section.size() < 0 || section.size() > MAX_MODINFO) {
            throw new KmodFormatException("its .modinfo section says that it has " + section.size() + " bytes");
        }
        byte[] content = bytes.read(section.offset(), (int) section.size(), "the .modinfo section");
        Map<String, List<String>> modinfo = new LinkedHashMap<>();
        for (String entry : new String(content, StandardCharsets.UTF_8).split("\0")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                modinfo.computeIfAbsent(entry.substring(0, equals), key -> new ArrayList<>())
                        .add(entry.substring(equals + 1));
            }
        }
        return modinfo;
    }

    /** Every value of a key of {@code .modinfo}, such as {@code alias}, in the order of the file. */
    public List<String> values(String key) {
        return List.copyOf(modinfo.getOrDefault(key, List.of()));
    }

    /** The first value of a key of {@code .modinfo}, such as {@code license}. */
    public Optional<String> value(String key) {
        return values(key).stream().findFirst();
    }

    /** The kernel and configuration that the module was built for. */
    public Optional<String> vermagic() {
        return value("vermagic");
    }

    /** The modules that must be loaded before this one. */
    public List<String> depends() {
        return value("depends").stream()
                .flatMap(list -> java.util.Arrays.stream(list.split(",")))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Whether the file is a compressed one; {@code .ko.xz} and the like. */
    public boolean isCompressed() {
        return compression.isPresent();
    }

    /** Whether something that calls itself a signature stands behind the module. */
    public boolean hasSignature() {
        return signature.kind() != SignatureBlock.Kind.NONE;
    }

    /** What keeps every kernel from loading it, whatever its signature and release: a form that is not that of a module. */
    Optional<String> flaw() {
        return flaw;
    }

    /** {@code e_machine} of the ELF header. */
    public int machine() {
        return machine;
    }

    SignatureBlock signature() {
        return signature;
    }

    /** The bytes that a signature covers. */
    InputStream signedContent() {
        return bytes.stream(0, signature.contentLength());
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
