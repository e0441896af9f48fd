package io.kiln.kmod;

import java.util.List;

/** Certificates that stand in a kernel without a gap between them. */
record CertificateRun(long offset, long length, int firstLength, List<TrustedCertificate> certificates) {}
