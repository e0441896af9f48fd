package io.kiln.kmod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignatureEncryptionAlgorithmFinder;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs modules as the kernel's {@code sign-file} does: a detached CMS signature, appended with its description. */
final class ModuleSigner {

    static final byte[] MARKER = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);

    private ModuleSigner() {}

    static byte[] sign(byte[] module, SigningKey key, String digest) {
        // The kernel takes plain rsaEncryption here and refuses the sha512WithRSAEncryption that is written by default.
        CMSSignatureEncryptionAlgorithmFinder finder =
                algorithm -> key.pair().getPrivate().getAlgorithm().equals("RSA")
                        ? new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE)
                        : algorithm;
        return append(module, cms(module, key, digest, finder, true));
    }

    /** A signature as a CMS library writes it by default, which OpenSSL takes and a kernel does not. */
    static byte[] signWithUnfitAlgorithm(byte[] module, SigningKey key, String digest) {
        return append(module, cms(module, key, digest, algorithm -> algorithm, true));
    }

    static byte[] signWithAttributes(byte[] module, SigningKey key, String digest) {
        return append(module, cms(module, key, digest, algorithm -> algorithm, false));
    }

    private static byte[] cms(
            byte[] module,
            SigningKey key,
            String digest,
            CMSSignatureEncryptionAlgorithmFinder finder,
            boolean direct) {
        try {
            var algorithm =
                    digest + "with" + (key.pair().getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
            var signer = new SignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build(), finder)
                    .setDirectSignature(direct)
                    .build(
                            new JcaContentSignerBuilder(algorithm)
                                    .build(key.pair().getPrivate()),
                            key.certificate());
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(signer);
            return generator
                    .generate(new CMSProcessableByteArray(module), false)
                    .toASN1Structure()
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] append(byte[] module, byte[] pkcs7) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(module);
        out.writeBytes(pkcs7);
        out.writeBytes(
                ByteBuffer.allocate(12).put(2, (byte) 2).putInt(8, pkcs7.length).array());
        out.writeBytes(MARKER);
        return out.toByteArray();
    }
}
