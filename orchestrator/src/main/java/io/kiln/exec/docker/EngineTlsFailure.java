package io.kiln.exec.docker;

import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says why TLS with an engine did not come about, and which file has to do with it. */
record EngineTlsFailure(DockerEndpoint endpoint, EndpointTls tls) {

    String sentence(SSLException failure) {
        String why = DockerEngineExceptions.reason(failure);
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
}
