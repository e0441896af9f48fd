package io.kiln.kmod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds X.509 certificates in the bytes of a kernel by their form alone. */
final class CertificateScan {

    /** The start of a certificate's serial number in a v3 certificate: {@code [0] { INTEGER 2 }}. */
    private static final byte[] VERSION_3 = {(byte) 0xa0, 3, 2, 1, 2};

    private static final int MIN_LENGTH = 128;
    private static final int MAX_LENGTH = 16 << 10;

    /** Kernels have a handful. Each is kept, so a kernel that is made of them would fill the heap. */
    private static final int MOST = 2000;

    private final Bytes bytes;
    private int count;

    CertificateScan(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Every run of certificates, in the order in which they stand. */
    List<CertificateRun> runs() throws IOException {
        List<CertificateRun> runs = new ArrayList<>();
        PatternScan scan = new PatternScan(bytes);
        OptionalLong version = scan.next(VERSION_3, 0);
        while (version.isPresent()) {
            // outer SEQUENCE and tbsCertificate, each with a length of two bytes, come before the version
            Optional<CertificateRun> run = runAt(version.getAsLong() - 8);
            run.ifPresent(runs::add);
            long from = run.map(r -> r.offset() + r.length()).orElse(version.getAsLong() + 1);
            version = scan.next(VERSION_3, from);
        }
        return runs;
    }

    /** Reads certificates one after the other from this offset on. */
    Optional<CertificateRun> runAt(long start) throws IOException {
        List<TrustedCertificate> certificates = new ArrayList<>();
        int firstLength = 0;
        long at = start;
        Optional<byte[]> der = derAt(at);
        while (der.isPresent()) {
            Optional<TrustedCertificate> certificate = TrustedCertificate.parse(der.get());
            if (certificate.isEmpty()) {
                break;
            }
            count++;
            if (count > MOST) {
                throw new KmodFormatException("it has more than " + MOST + " certificates");
            }
            certificates.add(certificate.get());
            at += der.get().length;
            firstLength = firstLength == 0 ? der.get().length : firstLength;
            der = derAt(at);
        }
        return certificates.isEmpty()
                ? Optional.empty()
                : Optional.of(new CertificateRun(start, at - start, firstLength, certificates));
    }

    private Optional<byte[]> derAt(long at) throws IOException {
        if (at < 0 || at > bytes.size() - 8) {
            return Optional.empty();
        }
        byte[] head = bytes.read(at, 8, "a certificate");
        int outer = length(head, 0);
        int inner = length(head, 4);
        if (outer < MIN_LENGTH
                || outer > MAX_LENGTH
                || inner < 0
                || inner + 4 > outer
                || at > bytes.size() - outer - 4) {
            return Optional.empty();
        }
        return Optional.of(bytes.read(at, outer + 4, "a certificate"));
    }

    private static int length(byte[] head, int at) {
        return head[at] == 0x30 && head[at + 1] == (byte) 0x82 ? (head[at + 2] & 0xff) << 8 | head[at + 3] & 0xff : -1;
    }
}
