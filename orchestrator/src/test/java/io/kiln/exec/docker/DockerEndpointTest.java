package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.oci.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerEndpointTest {

    @TempDir
    Path folder;

    private Path home;
    private Path root;

    @BeforeEach
    void makeHome() throws Exception {
        home = folder.resolve("home");
        Files.createDirectories(home.resolve(".docker"));
        root = Files.createDirectories(folder.resolve("root"));
    }

    private DockerEndpoint find(String... environment) throws BuildException {
        Map<String, String> variables = new HashMap<>();
        for (String variable : environment) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return DockerEndpoint.find(variables, home, root);
    }

    private Path context(String name, String docker) throws Exception {
        String id = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
        Path meta = home.resolve(".docker/contexts/meta/" + id + "/meta.json");
        Files.createDirectories(meta.getParent());
        Files.writeString(
                meta, "{\"Name\":\"" + name + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":" + docker + "}}");
        return home.resolve(".docker/contexts/tls/" + id + "/docker");
    }

    private void configuration(String json) throws Exception {
        Files.writeString(home.resolve(".docker/config.json"), json);
    }

    private static void assertSaysAndExits3(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(BuildException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(((BuildException) e).exitCode()).isEqualTo(3))
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/user/1000/docker.sock, unix:///run/user/1000/docker.sock",
        "unix://, unix:///var/run/docker.sock",
        "tcp://10.1.2.3, tcp://10.1.2.3:2375",
        "tcp://10.1.2.3:2376, tcp://10.1.2.3:2376",
        "10.1.2.3:99, tcp://10.1.2.3:99",
        "builder, tcp://builder:2375",
        ":5, tcp://localhost:5",
        "tcp://, tcp://localhost:2375",
        "tcp://[::1]:5, tcp://[::1]:5",
        "tcp://h:1/pre/fix, tcp://h:1/pre/fix",
        "ssh://me@builder:2222, ssh://me@builder:2222",
        "ssh://builder, ssh://builder",
        "SSH://builder, SSH://builder"
    })
    void addressesAreReadAsTheDockerCommandReadsThem(String text, URI address) throws Exception {
        assertThat(find("DOCKER_HOST=" + text).address()).isEqualTo(address);
        assertThat(find("DOCKER_HOST=" + text).origin()).isEqualTo("DOCKER_HOST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://builder:1",
                "npipe:////./pipe/docker_engine",
                "fd://3",
                "tcp://a:b:c",
                "tcp://h:70000",
                "tcp://h:0",
                "tcp://u@h:1",
                "unix://run/docker.sock",
                "ssh://h/run/docker.sock",
                "ssh://-oProxyCommand=x",
                "ssh://-x@h",
                "ssh://",
                "tcp://h\u0007:1"
            })
    void anAddressThatIsNoneIsRefusedWithTheVariableThatHoldsIt(String text) {
        assertSaysAndExits3(() -> find("DOCKER_HOST=" + text), "DOCKER_HOST is not the address of a Docker Engine");
    }

    @Test
    void aPasswordInAnAddressIsRefusedWithoutSayingIt() {
        assertThatThrownBy(() -> find("DOCKER_HOST=ssh://me:hush@builder"))
                .hasMessageContaining("ssh-copy-id builder")
                .hasMessageNotContaining("hush");
    }

    @Test
    void dockerHostGoesBeforeContexts() throws Exception {
        context("mine", "{\"Host\":\"tcp://mine:1\"}");
        configuration("{\"currentContext\":\"mine\"}");

        assertThat(find("DOCKER_HOST=unix:///x", "DOCKER_CONTEXT=mine").address())
                .isEqualTo(URI.create("unix:///x"));
    }

    @Test
    void dockerContextGoesBeforeTheCurrentContext() throws Exception {
        context("mine", "{\"Host\":\"tcp://mine:1\"}");
        context("other", "{\"Host\":\"tcp://other:1\"}");
        configuration("{\"currentContext\":\"mine\"}");

        assertThat(find("DOCKER_CONTEXT=other").address()).isEqualTo(URI.create("tcp://other:1"));
        assertThat(find("DOCKER_CONTEXT=other").origin()).isEqualTo("the context 'other', which DOCKER_CONTEXT names");
        assertThat(find().address()).isEqualTo(URI.create("tcp://mine:1"));
        assertThat(find().origin())
                .isEqualTo("the context 'mine', which currentContext of " + home.resolve(".docker/config.json")
                        + " names");
    }

    @Test
    void theContextNamedDefaultIsNone() throws Exception {
        context("mine", "{\"Host\":\"tcp://mine:1\"}");
        configuration("{\"currentContext\":\"mine\"}");

        assertThat(find("DOCKER_CONTEXT=default").origin()).isEqualTo("the default");
    }

    @Test
    void dockerConfigNamesAnotherFolder() throws Exception {
        context("mine", "{\"Host\":\"ssh://me@mine\"}");
        configuration("{\"currentContext\":\"mine\"}");
        Path moved = Files.move(home.resolve(".docker"), folder.resolve("elsewhere"));

        assertThat(find("DOCKER_CONFIG=" + moved).address()).isEqualTo(URI.create("ssh://me@mine"));
        assertThat(find().origin()).isEqualTo("the default");
    }

    @Test
    void theDefaultIsTheUsualSocketThenThoseOfDockerDesktop() throws Exception {
        Path usual = root.resolve("var/run/docker.sock");
        assertThat(find().socket()).contains(usual);

        Path desktop = home.resolve(".docker/desktop/docker.sock");
        Files.createFile(Files.createDirectories(desktop.getParent()).resolve("docker.sock"));
        assertThat(find().socket()).contains(desktop);

        Path run = home.resolve(".docker/run/docker.sock");
        Files.createFile(Files.createDirectories(run.getParent()).resolve("docker.sock"));
        assertThat(find().socket()).contains(run);

        Files.createFile(Files.createDirectories(usual.getParent()).resolve("docker.sock"));
        assertThat(find().socket()).contains(usual);
    }

    @Test
    void tlsOfTheEnvironmentTakesTheFilesThatAreThere() throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("certificates"));
        Files.createFile(certificates.resolve("ca.pem"));
        DockerEndpoint endpoint =
                find("DOCKER_HOST=tcp://builder:2376", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=" + certificates);

        assertThat(endpoint.tls())
                .contains(new EndpointTls(
                        Optional.of(certificates.resolve("ca.pem")), Optional.empty(), Optional.empty(), true));
        assertThat(find("DOCKER_HOST=tcp://builder:2376", "DOCKER_TLS=1").tls())
                .contains(new EndpointTls(Optional.empty(), Optional.empty(), Optional.empty(), false));
        assertThat(find("DOCKER_HOST=tcp://builder:2376", "DOCKER_TLS_VERIFY=").tls())
                .isEmpty();
    }

    @Test
    void tlsWithoutAHostIsTheSecurePortOfThisMachine() throws Exception {
        Files.createFile(home.resolve(".docker/ca.pem"));

        assertThat(find("DOCKER_TLS_VERIFY=1").address()).isEqualTo(URI.create("tcp://localhost:2376"));
        assertThat(find("DOCKER_TLS_VERIFY=1").origin()).isEqualTo("DOCKER_TLS_VERIFY without DOCKER_HOST");
    }

    @Test
    void tlsWithoutAnAuthorityNamesTheFileThatIsMissing() {
        assertSaysAndExits3(
                () -> find("DOCKER_HOST=tcp://b:1", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/absent"),
                "DOCKER_TLS_VERIFY",
                "/absent/ca.pem");
    }

    @Test
    void aContextBringsItsTls() throws Exception {
        Path tls = context("safe", "{\"Host\":\"tcp://safe:2376\",\"SkipTLSVerify\":false}");
        Files.createDirectories(tls);
        for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
            Files.createFile(tls.resolve(file));
        }
        context("trusting", "{\"Host\":\"tcp://trusting:2376\",\"SkipTLSVerify\":true}");
        context("plain", "{\"Host\":\"tcp://plain:2375\"}");

        assertThat(find("DOCKER_CONTEXT=safe").tls())
                .contains(new EndpointTls(
                        Optional.of(tls.resolve("ca.pem")),
                        Optional.of(tls.resolve("cert.pem")),
                        Optional.of(tls.resolve("key.pem")),
                        true));
        assertThat(find("DOCKER_CONTEXT=trusting").tls())
                .contains(new EndpointTls(Optional.empty(), Optional.empty(), Optional.empty(), false));
        assertThat(find("DOCKER_CONTEXT=plain", "DOCKER_TLS_VERIFY=1").tls()).isEmpty();
    }

    @Test
    void aContextThatIsNotThereIsNamedWithWhoNamesIt() throws Exception {
        configuration("{\"currentContext\":\"gone\"}");

        assertSaysAndExits3(this::find, "no Docker context 'gone'", "currentContext of " + home, "meta.json");
        assertSaysAndExits3(() -> find("DOCKER_CONTEXT=lost"), "no Docker context 'lost', which DOCKER_CONTEXT names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"currentContext\":", "[]", "", "{\"currentContext\":7}", "\u0000"})
    void aConfigurationThatIsNoneIsNamed(String json) throws Exception {
        configuration(json);

        assertSaysAndExits3(this::find, "Docker's file " + home.resolve(".docker/config.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Host\":5}",
                "{\"Host\":\"\"}",
                "{\"Host\":\"ftp://x\"}",
                "7",
                "{\"Host\":\"tcp://x\",\"SkipTLSVerify\":\"yes\"}"
            })
    void aContextThatIsNoneIsNamed(String docker) throws Exception {
        context("bad", docker);

        assertSaysAndExits3(() -> find("DOCKER_CONTEXT=bad"), "meta.json");
    }

    @Test
    void aConfigurationWithoutAContextIsTheDefault() throws Exception {
        configuration("{\"auths\":{}, \"currentContext\":\"\"}");

        assertThat(find().origin()).isEqualTo("the default");
    }

    @Test
    void aConfigurationOfMegabytesIsNotRead() throws Exception {
        configuration("{\"x\":\"" + "x".repeat(2_000_000) + "\"}");

        assertSaysAndExits3(this::find, "larger than 1 MiB");
    }
}
