package io.kiln.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority that OpenSSL makes for one test. */
final class TestAuthority {

    /** A certificate with its key, in files for all tastes; the password of the store is {@code hush}. */
    record Issued(Path certificate, Path key, Path store) {}

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    static TestAuthority in(Path directory, String name) throws IOException, InterruptedException {
        TestAuthority authority = new TestAuthority(Files.createDirectories(directory));
        authority.openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=" + name
                + " -addext basicConstraints=critical,CA:TRUE");
        return authority;
    }

    Path certificate() {
        return directory.resolve("ca.crt");
    }

    /**
     * Signs a certificate.
     *
     * @param subject alternative name, as OpenSSL writes it: {@code IP:192.0.2.1}
     * @param days how long it is valid from now; may be negative
     */
    Issued issue(String file, String subject, int days) throws IOException, InterruptedException {
        Files.writeString(directory.resolve(file + ".ext"), "subjectAltName=" + subject + "\n");
        openssl("req -newkey rsa:2048 -nodes -keyout " + file + ".key -out " + file + ".csr -subj /CN=" + file);
        openssl("x509 -req -in " + file + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days " + days + " -extfile "
                + file + ".ext -out " + file + ".crt");
        openssl("pkcs12 -export -in " + file + ".crt -inkey " + file + ".key -passout pass:hush -out " + file + ".p12");
        return new Issued(
                directory.resolve(file + ".crt"), directory.resolve(file + ".key"), directory.resolve(file + ".p12"));
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        Programs.run(directory, ("openssl " + arguments).split(" "));
    }
}
