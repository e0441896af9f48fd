package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import io.kiln.model.Platform;
import io.kiln.store.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code kiln doctor} says to root, and to a user who may do nothing. */
class DoctorCommandIT {

    private static final int NOBODY = 65534;

    private static ContainerEngine engine;
    private static Path folder;
    private static String classPath;

    @BeforeAll
    static void start() throws Exception {
        engine = ContainerEngine.start();
        folder = Files.createTempDirectory("kiln-doctor");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        classPath = readableByAll();
    }

    @AfterAll
    static void stop() throws Exception {
        Trees.delete(folder);
        engine.close();
    }

    /** What this runs with usually lies in the folder of a user, which is closed to others. */
    private static String readableByAll() throws IOException, InterruptedException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                Path copy = folder.resolve("classes-" + copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
                Shell.run(folder, "cp -r " + entry + " " + copy);
                copies.add(copy.toString());
            }
        }
        Shell.run(folder, "chmod -R a+rX .");
        return String.join(File.pathSeparator, copies);
    }

    private record Said(int exitCode, String out) {}

    private static Said doctor(List<String> before, String dockerHost, String... options)
            throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(folder, "home");
        if (!before.isEmpty()) {
            Shell.run(folder, "chown " + NOBODY + " " + home);
        }
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Main.class.getName(),
                "doctor"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
        builder.environment()
                .putAll(Map.of("HOME", home.toString(), "KILN_HOME", home + "/store", "DOCKER_HOST", dockerHost));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        assertThat(Files.readString(folder.resolve("errors"))).isEmpty();
        return new Said(exitCode, out);
    }

    private static List<String> nobody(String groups) {
        return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, groups);
    }

    private static String host() {
        return "unix://" + engine.socket();
    }

    @Test
    void bothExecutorsAreFoundAndAutoTakesRunc() throws Exception {
        Said said = doctor(List.of(), host());

        assertThat(said.out()).isEqualTo("""
                runc      can run builds here
                docker    can run builds here
                          endpoint  %s (from DOCKER_HOST)
                          engine    %s, API %s, %s
                          storage   %s in %s
                auto      takes runc, the first of them that can run builds here
                """.formatted(
                host(),
                engine.docker("version", "--format", "{{.Server.Version}}").strip(),
                engine.docker("version", "--format", "{{.Server.APIVersion}}").strip(),
                Platform.host(),
                engine.docker("info", "--format", "{{.Driver}}").strip(),
                engine.dataRoot()));
        assertThat(said.exitCode()).isZero();
    }

    @Test
    void theSameIsThereAsJson() throws Exception {
        Said said = doctor(List.of(), host(), "--json");
        JsonNode json = JsonMapper.builder().build().readTree(said.out());

        assertThat(json.path("auto").asText()).isEqualTo("runc");
        assertThat(json.path("executors").findValuesAsText("name")).containsExactly("runc", "docker");
        JsonNode docker = json.path("executors").path(1);
        assertThat(docker.path("usable").asBoolean()).isTrue();
        assertThat(docker.path("lacking")).isEmpty();
        assertThat(docker.path("endpoint").path("origin").asText()).isEqualTo("DOCKER_HOST");
        assertThat(docker.path("engine").path("id").asText())
                .isEqualTo(engine.docker("info", "--format", "{{.ID}}").strip());
    }

    @Test
    void whoMayDoNothingIsToldWhatIsMissingForEachAndExits3() throws Exception {
        Said said = doctor(nobody("--clear-groups"), "unix:///absent.sock");

        assertThat(said.out())
                .contains(
                        "runc      cannot run builds here\n          - The runc executor needs root here: use sudo.\n")
                .contains(
                        "docker    cannot run builds here\n          - there is no Docker Engine at unix:///absent.sock")
                .endsWith("auto      takes none: no executor can run builds here\n");
        assertThat(said.exitCode()).isEqualTo(3);
    }

    @Test
    void whoMayNotUseTheSocketIsToldItsGroupAndMayOnceInIt() throws Exception {
        Said closed = doctor(nobody("--clear-groups"), host());
        assertThat(closed.out())
                .contains("no permission for the Docker Engine at " + host() + " (from DOCKER_HOST): the folder of its"
                        + " socket is closed to this user");

        Files.setPosixFilePermissions(engine.socket().getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        String group = Shell.run(folder, "stat -c %G " + engine.socket()).strip();
        Said refused = doctor(nobody("--clear-groups"), host());
        assertThat(group).isEqualTo("docker");
        assertThat(refused.out())
                .contains("the socket " + engine.socket() + " belongs to root and the group docker. Add yourself to the"
                        + " group docker: sudo usermod -aG docker $USER, and log in again.");
        assertThat(refused.exitCode()).isEqualTo(3);

        Said member = doctor(nobody("--groups=docker"), host());
        assertThat(member.out())
                .contains("runc      cannot run builds here", "docker    can run builds here")
                .endsWith("auto      takes docker, the first of them that can run builds here\n");
        assertThat(member.exitCode()).isZero();
    }
}
