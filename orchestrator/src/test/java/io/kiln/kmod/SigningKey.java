package io.kiln.kmod;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A throw-away module signing key with its self-signed certificate, as a kernel build makes one. */
record SigningKey(KeyPair pair, X509CertificateHolder certificate) {

    private static final AtomicLong SERIAL = new AtomicLong(new SecureRandom().nextInt(1 << 30) + 1L);

    static SigningKey rsa(String name) {
        return of(name, "RSA", 2048, "SHA512withRSA");
    }

    static SigningKey ec(String name) {
        return of(name, "EC", 384, "SHA384withECDSA");
    }

    private static SigningKey of(String name, String algorithm, int size, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            var builder = new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2120-01-01T00:00:00Z")),
                    subject,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return new SigningKey(pair, builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    TrustedCertificate trusted() {
        return TrustedCertificate.parse(der()).orElseThrow();
    }

    /** Writes key and certificate as PEM into one file, the form of {@code certs/signing_key.pem}. */
    Path writePem(Path file) throws IOException {
        Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + base64.encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n" + base64.encodeToString(der())
                        + "\n-----END CERTIFICATE-----\n");
    }
}
