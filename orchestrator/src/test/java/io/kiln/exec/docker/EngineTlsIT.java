package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.containers.TestAuthorities;
import io.kiln.exec.BuildException;
import io.kiln.imager.Shell;
import io.kiln.oci.Digest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Docker Engine over tcp that lets in only whom its authority knows. */
class EngineTlsIT {

    @TempDir
    static Path folder;

    private static TestAuthorities authorities;
    private static ContainerEngine real;
    private static String host;

    @BeforeAll
    static void start() throws Exception {
        authorities = new TestAuthorities(folder);
        authorities.make("good");
        authorities.make("bad");
        certificate("good", "server", "rsa:2048", "IP:127.0.0.1");
        int port = freePort();
        host = "tcp://127.0.0.1:" + port;
        real = ContainerEngine.start(
                "--host=" + host,
                "--tlsverify",
                "--tlscacert=" + folder.resolve("good/ca.pem"),
                "--tlscert=" + folder.resolve("server/cert.pem"),
                "--tlskey=" + folder.resolve("server/key.pem"));
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A folder with ca.pem, cert.pem and key.pem. */
    private static Path certificate(String authority, String name, String kind, String subject) throws Exception {
        Path made = authorities.sign(authority, name, kind, subject);
        Files.copy(folder.resolve("good/ca.pem"), made.resolve("ca.pem"));
        return made;
    }

    private static Map<String, String> environment(Path certificates, String address) {
        return Map.of("DOCKER_HOST", address, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", certificates.toString());
    }

    private static void assertReached(Map<String, String> environment) throws Exception {
        try (DockerEngine engine = DockerEngine.open(DockerEndpoint.find(environment), 4)) {
            assertThat(engine.facts().dataRoot()).isEqualTo(real.dataRoot().toString());
        }
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> environment) {
        return assertThatThrownBy(() -> assertReached(environment))
                .isInstanceOf(BuildException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception"))
                .satisfies(e -> assertThat(((BuildException) e).exitCode()).isEqualTo(3));
    }

    @Test
    void aClientWithACertificateOfItsAuthorityIsLetIn() throws Exception {
        assertReached(environment(certificate("good", "rsa", "rsa:2048", "DNS:me"), host));
    }

    @Test
    void keysInAllFormsAreRead() throws Exception {
        Path rsa = certificate("good", "pkcs1", "rsa:2048", "DNS:me");
        Shell.run(rsa, "openssl rsa -traditional -in key.pem -out old.pem 2>&1; mv old.pem key.pem; grep RSA key.pem");
        assertReached(environment(rsa, host));

        Path ec = certificate("good", "ec", "ec -pkeyopt ec_paramgen_curve:prime256v1", "DNS:me");
        assertReached(environment(ec, host));
        Shell.run(
                ec,
                "{ openssl ecparam -name prime256v1; openssl ec -in key.pem; } > old.pem 2>/dev/null;"
                        + " mv old.pem key.pem; grep 'EC PARAM' key.pem; grep 'EC PRIVATE' key.pem");
        assertReached(environment(ec, host));
    }

    @Test
    void aContextBringsItsOwnFiles() throws Exception {
        Path home = context("safe", host, false, certificate("good", "of-context", "rsa:2048", "DNS:me"));
        assertReached(Map.of("DOCKER_CONFIG", home.toString(), "DOCKER_CONTEXT", "safe"));
    }

    @Test
    void aContextThatSkipsTheCheckBelievesAnyEngine() throws Exception {
        Path files = certificate("good", "believer", "rsa:2048", "DNS:me");
        Files.copy(
                folder.resolve("bad/ca.pem"),
                Files.createDirectories(folder.resolve("x")).resolve("ca.pem"));
        Shell.run(files, "cp ../bad/ca.pem ca.pem");
        Path home = context("trusting", host.replace("127.0.0.1", "localhost"), true, files);
        assertReached(Map.of("DOCKER_CONFIG", home.toString(), "DOCKER_CONTEXT", "trusting"));
    }

    @Test
    void aContextThatSkipsTheCheckStillSaysWhatTheEngineSays() throws Exception {
        Path home = context("unknown", host, true, certificate("bad", "unknown", "rsa:2048", "DNS:me"));
        assertRefused(Map.of("DOCKER_CONFIG", home.toString(), "DOCKER_CONTEXT", "unknown"))
                .hasMessageContainingAll("does not take Kiln's certificate", "cert.pem is not signed");
    }

    private static Path context(String name, String address, boolean skipped, Path files) throws Exception {
        Path home = Files.createDirectories(folder.resolve("home-" + name));
        String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
        Files.writeString(
                Files.createDirectories(home.resolve("contexts/meta/" + id)).resolve("meta.json"),
                "{\"Name\":\"" + name + "\",\"Endpoints\":{\"docker\":{\"Host\":\"" + address + "\",\"SkipTLSVerify\":"
                        + skipped + "}}}");
        Path tls = Files.createDirectories(home.resolve("contexts/tls/" + id + "/docker"));
        for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
            Files.copy(files.resolve(file), tls.resolve(file));
        }
        return home;
    }

    @Test
    void anEngineOfAnotherAuthorityIsNotBelieved() throws Exception {
        Path files = certificate("good", "doubter", "rsa:2048", "DNS:me");
        Shell.run(files, "cp ../bad/ca.pem ca.pem");
        assertRefused(environment(files, host))
                .hasMessageContainingAll(host, "not signed by the authority in " + files.resolve("ca.pem"));
    }

    @Test
    void anEngineWithTheCertificateOfAnotherHostIsNotBelieved() throws Exception {
        Path files = certificate("good", "looker", "rsa:2048", "DNS:me");
        assertRefused(environment(files, host.replace("127.0.0.1", "localhost")))
                .hasMessageContaining("shows the certificate of another host");
    }

    @Test
    void aClientWithoutACertificateIsTold() throws Exception {
        Path files = certificate("good", "naked", "rsa:2048", "DNS:me");
        Files.delete(files.resolve("cert.pem"));
        Files.delete(files.resolve("key.pem"));
        assertRefused(environment(files, host))
                .hasMessageContainingAll("does not take Kiln's certificate: there is none", "cert.pem and key.pem");
    }

    @Test
    void aClientWithACertificateOfAnotherAuthorityIsTold() throws Exception {
        Path files = certificate("bad", "stranger", "rsa:2048", "DNS:me");
        assertRefused(environment(files, host))
                .hasMessageContainingAll(
                        "does not take Kiln's certificate", files.resolve("cert.pem") + " is not signed");
    }

    @Test
    void filesThatAreNotWhatTheyShouldBeAreNamed() throws Exception {
        Path files = certificate("good", "broken", "rsa:2048", "DNS:me");
        Files.delete(files.resolve("cert.pem"));
        assertRefused(environment(files, host)).hasMessageContaining(files.resolve("key.pem") + " is alone");

        Files.writeString(files.resolve("cert.pem"), "nothing");
        assertRefused(environment(files, host))
                .hasMessageContaining(files.resolve("cert.pem") + " should hold certificates");

        Shell.run(files, "cp ../server/cert.pem cert.pem; openssl genrsa -aes128 -passout pass:x -out key.pem 2>&1");
        assertRefused(environment(files, host)).hasMessageContaining("key.pem is protected by a passphrase");

        Files.writeString(files.resolve("key.pem"), "nothing");
        assertRefused(environment(files, host))
                .hasMessageContaining(files.resolve("key.pem") + " should hold a private key");

        Shell.run(files, "openssl genrsa -out key.pem 2>&1");
        assertRefused(environment(files, host)).hasMessageContaining("key.pem does not belong to");
    }

    @Test
    void aPortWithTlsAndAnAddressWithoutAreToldApart() throws Exception {
        assertRefused(Map.of("DOCKER_HOST", host)).hasMessageContaining("DOCKER_TLS_VERIFY");

        Path files = certificate("good", "eager", "rsa:2048", "DNS:me");
        try (ServerSocket plain = new ServerSocket(0)) {
            answerAsGoDoes(plain);
            assertRefused(environment(files, "tcp://127.0.0.1:" + plain.getLocalPort()))
                    .hasMessageContaining("does not speak TLS");
        }
    }

    private static void answerAsGoDoes(ServerSocket server) {
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request"
                                .getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // the client had enough
            }
        });
        thread.start();
    }
}
