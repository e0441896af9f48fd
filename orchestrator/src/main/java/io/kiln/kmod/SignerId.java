package io.kiln.kmod;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * How a signature names the key that made it: by issuer and serial number, or by subject key identifier.
 *
 * @param subjectKeyId lower-case hex
 */
public record SignerId(Optional<String> issuer, Optional<BigInteger> serial, Optional<String> subjectKeyId) {

    static SignerId of(SignerIdentifier id) {
        if (id.getId() instanceof ASN1OctetString skid) {
            return new SignerId(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(HexFormat.of().formatHex(skid.getOctets())));
        }
        IssuerAndSerialNumber name = IssuerAndSerialNumber.getInstance(id.getId());
        return new SignerId(
                Optional.of(text(name.getName())),
                Optional.of(name.getSerialNumber().getValue()),
                Optional.empty());
    }

    /** The name as text; names in signatures are hostile, and not all of them are text. */
    private static String text(X500Name name) {
        try {
            return name.toString();
        } catch (IllegalArgumentException e) {
            return "a name that is not text";
        }
    }

    @Override
    public String toString() {
        return subjectKeyId
                .map(id -> "subject key id " + Excerpt.of(id))
                .orElseGet(() -> "'" + Excerpt.of(issuer.orElse("")) + "' (serial "
                        + serial.map(SignerId::text).orElse("") + ")");
    }

    /** RFC 5280 allows 160 bits; the digits of a number of a million bytes take seconds. */
    private static String text(BigInteger serial) {
        return serial.bitLength() <= 512 ? serial.toString(16) : "of " + serial.bitLength() + " bits";
    }
}
