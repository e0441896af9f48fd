package io.kiln.registry;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/**
 * What a failed handshake means to a user.
 *
 * @param what what is wrong with the other side
 * @param advice what to do, a sentence without its full stop
 */
record TlsFailure(String what, String advice) {

    static TlsFailure of(SSLException e, String registry) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return new TlsFailure(
                        "its certificate is not valid today (" + cause.getMessage() + ")",
                        "Have it renewed, or set this machine's clock right");
            }
            if (cause instanceof CertPathBuilderException) {
                return new TlsFailure(
                        "its certificate is not signed by an authority that is known here",
                        "If you trust that authority, put its certificate into /etc/docker/certs.d/" + registry
                                + "/ca.crt, or name a file with it in SSL_CERT_FILE");
            }
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateException && message.startsWith("No ")) {
                return new TlsFailure(
                        "its certificate is for another name (" + message + ")",
                        "Use the name that stands in the certificate");
            }
            if (isNoTls(message)) {
                return new TlsFailure(
                        "it does not speak TLS",
                        "Plain http is spoken to registries on loopback only: serve it over https, or reach it through"
                                + " a tunnel that ends on 127.0.0.1");
            }
        }
        return new TlsFailure("TLS failed: " + e.getMessage(), "");
    }

    /** Whether what answered does not speak TLS at all. */
    static boolean isNoTls(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (isNoTls(String.valueOf(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    /** The JDK has two messages for an answer that is no TLS, and no type. */
    private static boolean isNoTls(String message) {
        return message.contains("recognized SSL message");
    }
}
