package io.kiln.kmod;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads out of a kernel the list that the build put there from {@code certs/}: the DER certificates without a gap, their
 * size in bytes as a machine word at the next multiple of eight, and after it the size of the first certificate, the
 * module signing key's own.
 */
final class CertificateFinder {

    private static final int MAX_LIST = 1 << 20;

    /** Room that {@code CONFIG_SYSTEM_EXTRA_CERTIFICATE} may leave between the list and its size. */
    private static final int MAX_GAP = 64 << 10;

    /** What a kernel says while it loads the list of revoked certificates; in it if it can have such a list. */
    private static final byte[] REVOCATION = "compiled-in revocation X.509".getBytes(StandardCharsets.US_ASCII);

    private final Bytes image;
    private final Optional<ElfFile> elf;
    private final ByteOrder order;
    private final int word;

    CertificateFinder(Bytes image, Optional<ElfFile> elf) {
        this.image = image;
        this.elf = elf;
        this.order = elf.map(ElfFile::order).orElse(ByteOrder.LITTLE_ENDIAN);
        this.word = elf.map(ElfFile::wide).orElse(true) ? 8 : 4;
    }

    TrustedCertificates find(SystemMap map) throws IOException {
        Optional<List<TrustedCertificate>> bySymbol = bySymbol(map);
        if (bySymbol.isPresent()) {
            return new TrustedCertificates(TrustedCertificates.Found.BY_SYMBOL, bySymbol.get());
        }
        List<CertificateRun> runs = new CertificateScan(image).runs();
        Optional<CertificateRun> list = byStructure(runs);
        if (list.isPresent()) {
            return new TrustedCertificates(
                    TrustedCertificates.Found.BY_STRUCTURE, list.get().certificates());
        }
        return new TrustedCertificates(
                TrustedCertificates.Found.BY_SEARCH,
                runs.stream()
                        .flatMap(run -> run.certificates().stream())
                        .distinct()
                        .toList());
    }

    /** Empty when the map has not the symbols, or is the map of another kernel. */
    private Optional<List<TrustedCertificate>> bySymbol(SystemMap map) throws IOException {
        Optional<Long> list = offset(map, "system_certificate_list");
        Optional<Long> size = offset(map, "system_certificate_list_size");
        if (list.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        long length = word(size.get());
        if (length == 0) {
            return Optional.of(List.of());
        }
        return new CertificateScan(image)
                .runAt(list.get())
                .filter(run -> length <= MAX_LIST && run.length() == length)
                .map(CertificateRun::certificates);
    }

    private Optional<Long> offset(SystemMap map, String symbol) {
        return map.address(symbol)
                .flatMap(address -> elf.isPresent()
                        ? elf.get().offsetOf(address)
                        : map.address("_text").map(text -> address - text));
    }

    /**
     * Finds the run that is followed by its size. The list of revoked certificates is, too: it comes after the trusted
     * one and has no second size, but where nothing is trusted it is the only one.
     */
    private Optional<CertificateRun> byStructure(List<CertificateRun> runs) throws IOException {
        List<CertificateRun> sized = new ArrayList<>();
        for (CertificateRun run : runs) {
            long size = sizeAfter(run);
            if (size >= 0 && word(size + 8) == run.firstLength()) {
                return Optional.of(run);
            }
            if (size >= 0) {
                sized.add(run);
            }
        }
        if (sized.isEmpty()) {
            return Optional.empty();
        }
        // No first size: the kernel is older than it (5.13), and than revocation; or its build had no key of its own.
        CertificateRun first = sized.get(0);
        boolean certain = sized.size() > 1
                || word(sizeAfter(first) + 8) == 0
                || new PatternScan(image).next(REVOCATION, 0).isEmpty();
        return certain ? Optional.of(first) : Optional.empty();
    }

    /** Where the size of a run stands behind it, or -1. */
    private long sizeAfter(CertificateRun run) throws IOException {
        long end = run.offset() + run.length();
        long first = end + 7 & ~7L;
        if (word(first) == run.length()) {
            return first;
        }
        for (long at = first; at < end + MAX_GAP; at += 8) {
            if (word(at) == run.length() && word(at + 8) == run.firstLength()) {
                return at;
            }
        }
        return -1;
    }

    /** The machine word there, or -1 outside of the image. */
    private long word(long offset) throws IOException {
        if (offset < 0 || offset > image.size() - word) {
            return -1;
        }
        ByteBuffer value = image.buffer(offset, word, order, "a size");
        return word == 8 ? value.getLong() : value.getInt() & 0xffffffffL;
    }
}
