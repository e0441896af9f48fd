package io.kiln.containers;

import io.kiln.imager.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificate authorities that OpenSSL makes in a folder of a test, each in a folder of its name, and what they sign. */
public record TestAuthorities(Path folder) {

    /** Makes one; gives its certificate. */
    public Path make(String name) throws IOException, InterruptedException {
        Path made = Files.createDirectories(folder.resolve(name));
        Shell.run(
                made,
                "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=" + name
                        + " -addext basicConstraints=critical,CA:TRUE 2>&1");
        return made.resolve("ca.pem");
    }

    /**
     * Has one sign a certificate.
     *
     * @param authority its name
     * @param name of the folder for the new files, {@code cert.pem} and {@code key.pem}
     * @param kind of the key, as OpenSSL writes it: {@code rsa:2048}
     * @param subjects alternative names, as OpenSSL writes them: {@code IP:192.0.2.1,DNS:registry}
     * @return that folder
     */
    public Path sign(String authority, String name, String kind, String subjects)
            throws IOException, InterruptedException {
        Path made = Files.createDirectories(folder.resolve(name));
        Shell.run(
                made,
                "echo subjectAltName=" + subjects + " > ext; openssl req -newkey " + kind
                        + " -nodes -keyout key.pem -out csr -subj /CN=" + name
                        + " 2>&1; openssl x509 -req -in csr -CA ../" + authority + "/ca.pem -CAkey ../" + authority
                        + "/ca.key -CAcreateserial -days 2 -extfile ext -out cert.pem 2>&1");
        return made;
    }
}
