package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;

/**
 * Checks a module's CMS signature (RFC 5652) over the module's bytes, as strictly as the kernel's own
 * {@code pkcs7_verify} and {@code pkcs7_validate_trust}. It is stricter in two points: certificates inside the signature
 * are not followed to a trusted one, since the kernel's own signing tool puts none there, and there is a bound to the number
 * of signers. Thread-safe.
 */
public final class ModuleSignatureVerifier {

    /** Each is held against the whole module, so a module with many of them would never be done with. */
    private static final int MOST_SIGNERS = 16;

    private final List<TrustedCertificate> trusted;

    public ModuleSignatureVerifier(List<TrustedCertificate> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /** Judges one module; the module stays open. */
    public SignatureVerdict verify(ModuleFile module) throws IOException {
        SignatureBlock block = module.signature();
        return switch (block.kind()) {
            case NONE -> new SignatureVerdict.Unsigned(trusted);
            case BROKEN -> new SignatureVerdict.Malformed(block.reason());
            case PKCS7 -> verify(module, block.pkcs7());
        };
    }

    private SignatureVerdict verify(ModuleFile module, byte[] pkcs7) throws IOException {
        List<SignerRecord> signers;
        try {
            signers = signers(pkcs7);
        } catch (KmodFormatException e) {
            return new SignatureVerdict.Malformed(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return new SignatureVerdict.Malformed("the signature is not a PKCS#7 message: " + e.getMessage());
        }
        Optional<SignatureVerdict> verified = Optional.empty();
        Optional<SignatureVerdict> refused = Optional.empty();
        for (SignerRecord signer : signers) {
            SignatureVerdict verdict = verifyOrRefuse(module, signer);
            if (verdict instanceof SignatureVerdict.BadSignature) {
                return verdict; // as in the kernel: one wrong signature by a known key outweighs a right one
            }
            if (verdict instanceof SignatureVerdict.Verified) {
                verified = Optional.of(verdict);
            } else if (refused.isEmpty()) {
                refused = Optional.of(verdict);
            }
        }
        return verified.isPresent() ? verified.get() : refused.orElseThrow();
    }

    /** Parts of a message are decoded when they are first looked at, so damage may show as late as here. */
    private SignatureVerdict verifyOrRefuse(ModuleFile module, SignerRecord signer) throws IOException {
        try {
            return verify(module, signer);
        } catch (KmodFormatException e) {
            return new SignatureVerdict.Malformed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new SignatureVerdict.Malformed("the signature is damaged: " + e.getMessage());
        }
    }

    private SignatureVerdict verify(ModuleFile module, SignerRecord signer) throws IOException {
        String algorithm = signer.algorithm();
        List<TrustedCertificate> named = trusted.stream().filter(signer::isBy).toList();
        if (named.isEmpty()) {
            return new SignatureVerdict.UnknownKey(signer.id(), trusted);
        }
        for (TrustedCertificate certificate : named) {
            if (fits(module, signer, certificate, algorithm)) {
                return new SignatureVerdict.Verified(certificate);
            }
        }
        return new SignatureVerdict.BadSignature(named.get(0));
    }

    private static boolean fits(
            ModuleFile module, SignerRecord signer, TrustedCertificate certificate, String algorithm)
            throws IOException {
        try (InputStream content = module.signedContent()) {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate.key());
            byte[] buffer = new byte[1 << 16];
            int count;
            while ((count = content.read(buffer)) >= 0) {
                signature.update(buffer, 0, count);
            }
            return signature.verify(signer.signature());
        } catch (GeneralSecurityException e) {
            return false; // the value is not of the form that this kind of key produces, or names another kind
        }
    }

    private static List<SignerRecord> signers(byte[] pkcs7) throws IOException {
        ContentInfo message = ContentInfo.getInstance(ASN1Primitive.fromByteArray(pkcs7));
        if (message == null || !CMSObjectIdentifiers.signedData.equals(message.getContentType())) {
            throw new KmodFormatException("the signature is not a PKCS#7 message with signed data");
        }
        SignedData data = SignedData.getInstance(message.getContent());
        int version = data.getVersion().intValueExact();
        if (version != 1 && version != 3) {
            throw new KmodFormatException("the signed data is of version " + version + "; kernels take 1 and 3");
        }
        if (!CMSObjectIdentifiers.data.equals(data.getEncapContentInfo().getContentType())) {
            throw new KmodFormatException("the signature is over something else than plain data");
        }
        if (data.getEncapContentInfo().getContent() != null) {
            throw new KmodFormatException("the signature carries content of its own instead of standing beside it");
        }
        if (data.getSignerInfos().size() > MOST_SIGNERS) {
            throw new KmodFormatException(
                    "the signature names " + data.getSignerInfos().size() + " signers");
        }
        List<SignerRecord> signers = new ArrayList<>();
        for (ASN1Encodable signer : data.getSignerInfos()) {
            SignerInfo info = SignerInfo.getInstance(signer);
            if (info.getVersion().intValueExact() != version) {
                throw new KmodFormatException("the signed data and its signer are of different versions");
            }
            signers.add(SignerRecord.of(info));
        }
        if (signers.isEmpty()) {
            throw new KmodFormatException("the signature names no signer");
        }
        return signers;
    }
}
