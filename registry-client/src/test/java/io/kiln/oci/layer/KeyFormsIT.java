package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs openssl and ssh-keygen. */
class KeyFormsIT {

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            openssl genpkey -algorithm RSA -out k                                           | PKCS8
            openssl genrsa -out p 2048 && openssl pkcs8 -topk8 -nocrypt -in p -outform DER -out k | PKCS8
            openssl genpkey -algorithm ED25519 -out k                                       | PKCS8
            openssl genpkey -algorithm RSA -aes-256-cbc -pass pass:secret -out k            | PKCS8_ENCRYPTED
            openssl genpkey -algorithm RSA -out p && openssl pkcs8 -topk8 -v2 aes256 -passout pass:x -outform DER -in p -out k | PKCS8_ENCRYPTED
            openssl genrsa -traditional -out k 2048                                         | PKCS1_RSA
            openssl genrsa -traditional -out p 4096 && openssl rsa -traditional -in p -outform DER -out k | PKCS1_RSA
            openssl genrsa -traditional -aes256 -passout pass:secret -out k 2048            | PEM_ENCRYPTED
            openssl ecparam -name prime256v1 -genkey -out k                                 | SEC1_EC
            openssl ecparam -name secp521r1 -genkey -noout -outform DER -out k              | SEC1_EC
            openssl dsaparam -genkey -out p 1024 && openssl dsa -in p -outform DER -out k   | DSA
            ssh-keygen -q -t ed25519 -N '' -f k                                             | OPENSSH
            ssh-keygen -q -t rsa -b 4096 -N secret -f k                                     | OPENSSH
            openssl req -new -nodes -x509 -newkey rsa:2048 -subj /CN=k -keyout p -out c && cat c p > k | PKCS8
            openssl req -new -nodes -x509 -newkey rsa:2048 -subj /CN=k -keyout p -out c && openssl pkcs12 -export -in c -inkey p -passout pass:x -out k | PKCS12
            openssl req -new -nodes -x509 -newkey rsa:2048 -subj /CN=k -keyout p -out c && openssl pkcs12 -export -in c -inkey p -passout pass: -keypbe NONE -certpbe NONE -nomac -out k | PKCS12
            """)
    void everyFormOfAPrivateKeyIsFound(String command, PrivateKeyKind kind) throws Exception {
        Tool.run(dir, "sh", "-c", command);

        assertThat(scan(dir.resolve("k"))).contains(kind);
    }

    @Test
    void whatBelongsToAKeyButIsPublicPasses() throws Exception {
        Tool.run(
                dir,
                "sh",
                "-c",
                "openssl req -new -nodes -x509 -newkey rsa:2048 -subj /CN=k -keyout p -out c.pem"
                        + " && openssl x509 -in c.pem -outform DER -out c.der && openssl pkey -in p -pubout -out pub.pem"
                        + " && openssl pkey -in p -pubout -outform DER -out pub.der && ssh-keygen -q -t rsa -N '' -f id"
                        + " && openssl pkcs12 -export -nokeys -in c.pem -passout pass:x -out trust.p12"
                        + " && openssl pkcs12 -export -nokeys -in c.pem -passout pass: -certpbe NONE -nomac -out plain.p12"
                        + " && openssl cms -sign -binary -in c.der -signer c.pem -inkey p -outform DER -out sig.p7s");

        for (String name :
                new String[] {"c.pem", "c.der", "pub.pem", "pub.der", "id.pub", "sig.p7s", "trust.p12", "plain.p12"}) {
            assertThat(scan(dir.resolve(name))).as(name).isEmpty();
        }
    }

    @Test
    void programsThatReadKeysPass() throws Exception {
        for (String command : new String[] {"openssl", "ssh", "ssh-keygen"}) {
            Path program =
                    Path.of(Tool.run(dir, "sh", "-c", "command -v " + command).strip());
            assertThat(scan(program)).as(command).isEmpty();
        }
    }

    private static Optional<PrivateKeyKind> scan(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        PrivateKeyScanner scanner = new PrivateKeyScanner();
        return scanner.accept(content, 0, content.length).or(scanner::finish);
    }
}
