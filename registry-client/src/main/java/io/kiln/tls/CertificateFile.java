package io.kiln.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;

/** A file of certificates, one after the other in PEM, or one in DER. */
record CertificateFile(Path file) {

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** @throws UnreadableAuthorityException if it is not such a file */
    Collection<? extends Certificate> read() throws UnreadableAuthorityException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (found.isEmpty()) {
                throw new CertificateException("it is empty");
            }
            return found;
        } catch (NoSuchFileException e) {
            throw new UnreadableAuthorityException(file, "is not there", e);
        } catch (IOException e) {
            throw new UnreadableAuthorityException(file, "cannot be read", e);
        } catch (CertificateException e) {
            throw new UnreadableAuthorityException(file, "does not", e);
        }
    }
}
