package io.kiln.exec.docker;

import com.github.dockerjava.transport.SSLConfig;
import io.kiln.exec.BuildException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** The TLS of a connection to an engine, made of PEM files. */
record EngineTlsContext(SSLContext context) implements SSLConfig {

    private static final char[] NO_PASSWORD = {};

    /** @throws BuildException if a file is not what it should be */
    static EngineTlsContext of(EndpointTls tls) throws BuildException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls), authorities(tls), null);
            return new EngineTlsContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "TLS to the Docker Engine cannot be set up: " + DockerEngineExceptions.reason(e),
                    e);
        }
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }

    private static KeyManager[] keys(EndpointTls tls) throws BuildException, GeneralSecurityException, IOException {
        if (tls.certificate().isEmpty() && tls.key().isEmpty()) {
            return new KeyManager[0];
        }
        Path certificate = other(tls.certificate(), tls.key());
        Path key = other(tls.key(), tls.certificate());
        Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
        PrivateKey secret = privateKey(key);
        if (!belong(chain[0].getPublicKey(), secret)) {
            throw EndpointFiles.wrong(key, "does not belong to the certificate in " + certificate);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("engine", secret, NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static boolean belong(PublicKey open, PrivateKey secret) {
        try {
            String algorithm = secret.getAlgorithm();
            Signature signature = Signature.getInstance(
                    algorithm.equals("RSA") ? "SHA256withRSA" : algorithm.equals("EC") ? "SHA256withECDSA" : algorithm);
            signature.initSign(secret);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) { // not even of one kind
            return false;
        }
    }

    /** One of the two files, of which neither is of use without the other. */
    private static Path other(Optional<Path> file, Optional<Path> its) throws BuildException {
        if (file.isEmpty()) {
            throw EndpointFiles.wrong(its.orElseThrow(), "is alone: cert.pem and key.pem belong together");
        }
        return file.get();
    }

    private static TrustManager[] authorities(EndpointTls tls)
            throws BuildException, GeneralSecurityException, IOException {
        if (!tls.verified()) {
            return new TrustManager[] {new Anybody()};
        }
        KeyStore store = null;
        if (tls.authority().isPresent()) {
            store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : certificates(tls.authority().get())) {
                store.setCertificateEntry("authority " + store.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) throws BuildException {
        byte[] pem = EndpointFiles.read(file);
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            throw EndpointFiles.wrong(file, "should hold certificates (PEM) and does not: " + e.getMessage());
        }
        throw EndpointFiles.wrong(file, "should hold certificates (PEM) and is empty");
    }

    private static PrivateKey privateKey(Path file) throws BuildException {
        byte[] pem = EndpointFiles.read(file);
        try (PEMParser parser =
                new PEMParser(new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.US_ASCII))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw EndpointFiles.wrong(file, "is protected by a passphrase, which Kiln cannot ask for");
                }
                PrivateKeyInfo key = object instanceof PEMKeyPair pair
                        ? pair.getPrivateKeyInfo()
                        : object instanceof PrivateKeyInfo info ? info : null;
                if (key != null) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw EndpointFiles.wrong(
                    file, "should hold a private key (PEM) and does not"); // what it says may be the key
        }
        throw EndpointFiles.wrong(file, "should hold a private key (PEM) and does not");
    }

    /** Believes every engine, for a user who said so: {@code SkipTLSVerify}, or {@code DOCKER_TLS} alone. */
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody connects to Kiln");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
