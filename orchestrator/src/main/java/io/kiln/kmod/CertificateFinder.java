package io.kiln.kmod;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
        for (CertificateRun run : runs) {
            if (isFollowedByItsSize(run)) {
                return new TrustedCertificates(TrustedCertificates.Found.BY_STRUCTURE, run.certificates());
            }
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

    private boolean isFollowedByItsSize(CertificateRun run) throws IOException {
        long end = run.offset() + run.length();
        long first = end + 7 & ~7L;
        if (word(first) == run.length()) {
            return true;
        }
        for (long at = first; at < end + MAX_GAP; at += 8) {
            if (word(at) == run.length() && word(at + 8) == run.firstLength()) {
                return true;
            }
        }
        return false;
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
