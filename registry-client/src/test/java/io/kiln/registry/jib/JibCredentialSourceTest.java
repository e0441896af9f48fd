package io.kiln.registry.jib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.registry.RegistryCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JibCredentialSourceTest {

    @TempDir
    Path home;

    private JibCredentialSource source(String config) throws IOException {
        Path file = home.resolve("config.json");
        Files.writeString(file, config);
        return JibCredentialSource.of(List.of(home.resolve("missing.json"), file), Map.of());
    }

    @Test
    void passwordOfDockerLoginIsFound() throws IOException {
        var source = source("{\"auths\":{\"127.0.0.1:5005\":{\"auth\":\"dXNlcjpodXNo\"}}}");

        assertThat(source.find("127.0.0.1:5005")).contains(RegistryCredentials.password("user", "hush"));
        assertThat(source.find("ghcr.io")).isEmpty();
    }

    @Test
    void dockerHubIsFoundUnderItsOldName() throws IOException {
        var source = source("{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"dXNlcjpodXNo\"}}}");

        assertThat(source.find("docker.io")).contains(RegistryCredentials.password("user", "hush"));
    }

    @Test
    void identityTokenIsFound() throws IOException {
        var source = source("{\"auths\":{\"reg.example\":{\"auth\":\"dXNlcjo=\",\"identitytoken\":\"long-lived\"}}}");

        assertThat(source.find("reg.example")).contains(RegistryCredentials.identityToken("long-lived"));
    }

    @Test
    void credentialHelperIsRun() throws Exception {
        helper("echo '{\"Username\":\"helped\",\"Secret\":\"hush\"}'");

        assertThat(findInChild("{\"credHelpers\":{\"reg.example\":\"kiln\"}}")).isEqualTo("true");
        assertThat(findInChild("{\"credsStore\":\"kiln\"}")).isEqualTo("true");
    }

    @Test
    void helperThatKnowsNothingOfTheRegistryIsNoFailure() throws Exception {
        helper("echo credentials not found in native keychain; exit 1");

        assertThat(findInChild("{\"credsStore\":\"kiln\"}")).isEqualTo("false");
    }

    @Test
    void failureOfAHelperNamesTheFileAndNoSecret() throws Exception {
        helper("echo topsecret; echo topsecret >&2; exit 1");

        assertThat(findInChild("{\"credHelpers\":{\"reg.example\":\"kiln\"}}"))
                .contains("config.json")
                .contains("docker login reg.example")
                .doesNotContain("topsecret");
    }

    @Test
    void missingHelperIsTold() throws Exception {
        assertThat(findInChild("{\"credsStore\":\"nowhere\"}")).contains("its credential helper is missing or fails");
    }

    @Test
    void damagedFileIsNamedAndNotQuoted() throws IOException {
        var source = source("{\"auths\":{\"reg.example\":{\"auth\":\"topsecret");

        assertThatThrownBy(() -> source.find("reg.example"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("config.json")
                .hasNoCause()
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void filesCountInTheOrderOfTheTools() {
        assertThat(CredentialFiles.of(
                        Map.of("DOCKER_CONFIG", "/dc", "XDG_RUNTIME_DIR", "/run/u", "REGISTRY_AUTH_FILE", "/a.json"),
                        Path.of("/home/u")))
                .map(Path::toString)
                .containsExactly(
                        "/a.json",
                        "/dc/config.json",
                        "/home/u/.docker/config.json",
                        "/run/u/containers/auth.json",
                        "/home/u/.config/containers/auth.json");
    }

    private void helper(String script) throws IOException {
        Path helper = home.resolve("docker-credential-kiln");
        Files.writeString(helper, "#!/bin/sh\ncat > /dev/null\n" + script + "\n");
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Helpers are looked for on PATH, which a process can only be given at its start. */
    private String findInChild(String config) throws IOException, InterruptedException {
        Path file = home.resolve("config.json");
        Files.writeString(file, config);
        ProcessBuilder child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FindCredentials.class.getName(),
                file.toString());
        child.environment().merge("PATH", home.toString(), (old, ours) -> ours + ":" + old);
        Process process = child.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
