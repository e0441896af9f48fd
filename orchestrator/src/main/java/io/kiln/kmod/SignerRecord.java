package io.kiln.kmod;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** One signer of a CMS signature, with the rules that the kernel's own parser applies to it. */
final class SignerRecord {

    private static final Map<String, String> DIGESTS = Map.of(
            OIWObjectIdentifiers.idSHA1.getId(), "SHA1",
            NISTObjectIdentifiers.id_sha224.getId(), "SHA224",
            NISTObjectIdentifiers.id_sha256.getId(), "SHA256",
            NISTObjectIdentifiers.id_sha384.getId(), "SHA384",
            NISTObjectIdentifiers.id_sha512.getId(), "SHA512");

    private final SignerInfo info;
    private final byte[] issuer;

    private SignerRecord(SignerInfo info, byte[] issuer) {
        this.info = info;
        this.issuer = issuer;
    }

    static SignerRecord of(SignerInfo info) throws IOException {
        byte[] issuer = info.getSID().getId() instanceof ASN1OctetString
                ? new byte[0]
                : IssuerAndSerialNumber.getInstance(info.getSID().getId())
                        .getName()
                        .getEncoded("DER");
        return new SignerRecord(info, issuer);
    }

    SignerId id() {
        return SignerId.of(info.getSID());
    }

    byte[] signature() {
        return info.getEncryptedDigest().getOctets();
    }

    boolean isBy(TrustedCertificate certificate) {
        if (info.getSID().getId() instanceof ASN1OctetString skid) {
            return certificate.subjectKeyId().equals(Optional.of(HexFormat.of().formatHex(skid.getOctets())));
        }
        return Arrays.equals(
                        IssuerAndSerialNumber.getInstance(info.getSID().getId())
                                .getSerialNumber()
                                .getValue()
                                .toByteArray(),
                        certificate.serial().toByteArray())
                && certificate.isIssuedBy(issuer);
    }

    /**
     * The name of the signature algorithm in Java.
     *
     * @throws KmodFormatException if a kernel would not take this signature, whatever the key
     */
    String algorithm() throws KmodFormatException {
        if (info.getAuthenticatedAttributes() != null) {
            throw new KmodFormatException("the signature has signed attributes, which kernels refuse for modules");
        }
        String digestId = info.getDigestAlgorithm().getAlgorithm().getId();
        String digest = DIGESTS.get(digestId);
        if (digest == null) {
            throw new KmodFormatException("the digest algorithm " + digestId + " is none of sha1 to sha512");
        }
        String key = info.getDigestEncryptionAlgorithm().getAlgorithm().getId();
        if (key.equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
            return digest + "withRSA";
        }
        if (key.startsWith(X9ObjectIdentifiers.ecdsa_with_SHA2.getId() + ".")
                || key.equals(X9ObjectIdentifiers.ecdsa_with_SHA1.getId())) {
            return digest + "withECDSA";
        }
        throw new KmodFormatException("the signature algorithm " + key
                + " is one that kernels refuse for modules; they take rsaEncryption or ecdsa-with-SHA*");
    }
}
