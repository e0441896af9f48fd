package io.kiln.kmod;

import io.kiln.oci.Digest;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** A certificate whose key a kernel trusts for modules. Immutable. */
public final class TrustedCertificate {

    private final X509Certificate certificate;
    private final byte[] der;

    private TrustedCertificate(X509Certificate certificate, byte[] der) {
        this.certificate = certificate;
        this.der = der;
    }

    /** Reads one DER certificate; empty if these bytes are none, which is usual when an image is searched. */
    public static Optional<TrustedCertificate> parse(byte[] der) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            var certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
            certificate.getPublicKey().getAlgorithm(); // an unknown key type fails here and not later
            Certificate.getInstance(der);
            return Optional.of(new TrustedCertificate(certificate, der.clone()));
        } catch (CertificateException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The certificate as it stands in the kernel. */
    public byte[] der() {
        return der.clone();
    }

    public X509Certificate x509() {
        return certificate;
    }

    /** SHA-256 over the DER form, as lower-case hex: what {@code openssl x509 -fingerprint -sha256} prints. */
    public String fingerprint() {
        return Digest.of(der).hex();
    }

    public String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    BigInteger serial() {
        return certificate.getSerialNumber();
    }

    PublicKey key() {
        return certificate.getPublicKey();
    }

    /** The issuer's name, byte for byte, since that is how the kernel compares it. */
    boolean isIssuedBy(byte[] issuer) {
        return Arrays.equals(certificate.getIssuerX500Principal().getEncoded(), issuer);
    }

    /** The subject key identifier as lower-case hex, if the certificate has one. */
    public Optional<String> subjectKeyId() {
        byte @org.jspecify.annotations.Nullable [] extension =
                certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            byte[] inner =
                    org.bouncycastle.asn1.ASN1OctetString.getInstance(extension).getOctets();
            return Optional.of(HexFormat.of()
                    .formatHex(SubjectKeyIdentifier.getInstance(inner).getKeyIdentifier()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedCertificate that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** The certificate as messages show it: subject, serial and fingerprint. */
    @Override
    public String toString() {
        return "'" + subject() + "' (serial " + serial().toString(16) + ", sha256 " + fingerprint() + ")";
    }
}
