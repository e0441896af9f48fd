package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Says why TLS with an engine did not come about, and which file has to do with it. */
record EngineTlsFailure(DockerEndpoint endpoint, EndpointTls tls) {

    private static final int PATIENCE_MILLIS = 3000;

    /**
     * What an engine says to Kiln's certificate, if it does not take it. It says so only when the client believes that
     * all is well, and the transport, which is writing then, sees no more than a connection that was reset.
     */
    Optional<SSLException> verdict() {
        URI address = endpoint.address();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            SSLSocket socket = (SSLSocket) EngineTlsContext.of(tls)
                    .context()
                    .getSocketFactory()
                    .createSocket(plain, address.getHost(), address.getPort(), true);
            socket.startHandshake();
            socket.getInputStream().read();
        } catch (SSLException e) {
            return Optional.of(e);
        } catch (IOException | BuildException e) {
            return Optional.empty(); // nothing new
        }
        return Optional.empty();
    }

    String sentence(SSLException failure) {
        String why = DockerEngineExceptions.reason(last(failure));
        String lower = why.toLowerCase(Locale.ROOT);
        String subject = "the Docker Engine at " + endpoint;
        if (failure instanceof SSLPeerUnverifiedException || lower.contains("subject alternative")) {
            return subject + " shows the certificate of another host: " + why
                    + ". Use the name or address that stands in its certificate.";
        }
        if (DockerEngineExceptions.find(failure, CertificateException.class) != null) {
            return subject + " shows a certificate that is not believed: it is not signed by "
                    + tls.authority().map(file -> "the authority in " + file).orElse("an authority that Java knows")
                    + ", or not valid now (" + why + ")";
        }
        if (lower.contains("received fatal alert") || lower.contains("certificate_required")) {
            return subject + " does not take Kiln's certificate: "
                    + tls.certificate()
                            .map(file -> file + " is not signed by an authority that the engine believes")
                            .orElse("there is none; it belongs beside ca.pem, as cert.pem and key.pem")
                    + " (" + why + ")";
        }
        if (lower.contains("unrecognized ssl message") || lower.contains("plaintext")) {
            return subject + " does not speak TLS: unset DOCKER_TLS_VERIFY, or use the port that does";
        }
        return subject + " cannot be reached with TLS: " + why;
    }

    /** Those before it only name the class of the one behind them. */
    private static Throwable last(Throwable failure) {
        Throwable last = failure;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
        }
        return last;
    }
}
