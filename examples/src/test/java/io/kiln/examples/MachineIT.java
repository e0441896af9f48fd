package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example operating system: its images, and machines that start from them. */
class MachineIT {
    /** Has the machine print a file of its root: an `install` line is a command that stands for a module. */
    private static final String PRINTED = "usr/local/share/printed";

    private static final String PRINT = """
            machine:
              files:
                - path: /etc/modprobe.d/print.conf
                  permissions: 0o644
                  op: create
                  content: |
                    install print sed 's/^/printed: /' /usr/local/share/printed >/dev/kmsg
              kernel:
                modules:
                  - name: print
            """;

    @TempDir
    static Path directory;

    static MachineImages images;
    static String installer;

    @BeforeAll
    static void build() throws Exception {
        images = MachineImages.in(directory);
        installer = images.installer("v1", images.extension());
    }

    @AfterAll
    static void stopRegistry() {
        images.registry().close();
    }

    @Test
    void imagesSayWhatTheyAreAndWhichKernelTheyAreFor() throws Exception {
        String release =
                inspected(images.pair().kernel()).replaceAll("(?s).*\"dev.kiln.kernel.release\": \"([^\"]+)\".*", "$1");
        assertThat(release).matches("6\\.1\\.\\d+-kiln");
        assertThat(inspected(images.imager()))
                .contains("\"dev.kiln.image.kind\": \"imager\"")
                .contains("\"dev.kiln.kernel.release\": \"" + release + "\"")
                .contains("\"/bin/imager\"");
        assertThat(inspected(images.installerBase()))
                .contains("\"dev.kiln.image.kind\": \"installer-base\"")
                .contains("\"VERSION=v1.11.0\"")
                .contains("\"/bin/installer\"")
                .doesNotContain("dev.kiln.kernel.release");
        assertThat(inspected(installer))
                .contains("\"dev.kiln.image.kind\": \"installer\"")
                .contains("\"dev.kiln.kernel.release\": \"" + release + "\"")
                .contains("\"dev.kiln.signing-certificate.sha256\": \"")
                .contains("\"VERSION=v1.11.0\"");
    }

    @Test
    void machineLoadsTheModuleWithItsParameters() throws Exception {
        Path console = directory.resolve("parameters.log");

        String verdict = MachineImages.boot(
                        console,
                        installer,
                        "--module-param",
                        "hello-module.times=2",
                        "--module-param",
                        "hello-module.greeting=Good morning")
                .run()
                .expectSuccess()
                .output();

        assertThat(verdict)
                .contains("extension   hello-module 0.1")
                .contains("parameter   hello-module greeting=Good morning")
                .contains("tainted     4096 (O: out-of-tree module loaded)");
        assertThat(text(console))
                .contains("hello_module: loading out-of-tree module taints kernel.")
                .contains("Loading hello-module driver module v0.1")
                .containsPattern("hello-module: Good morning\n.*hello-module: Good morning");
    }

    @Test
    void denyListOnTheKernelCommandLineKeepsAModuleOut() throws Exception {
        assertThat(MachineImages.boot(
                                directory.resolve("denied.log"),
                                installer,
                                "--module",
                                "hello-module",
                                "--blacklist",
                                "hello-module",
                                "--expect-refused",
                                "hello-module")
                        .run()
                        .expectSuccess()
                        .output())
                .contains("requested   hello-module blacklisted: by module_blacklist on the kernel command line")
                .contains("tainted     0 (not tainted)");
    }

    @Test
    void machineConfigurationSaysHowModulesAreLoaded() throws Exception {
        Path configuration = directory.resolve("options.yaml");
        Files.writeString(configuration, """
                machine:
                  files:
                    - path: /etc/modprobe.d/hello.conf
                      content: |
                        # from the machine configuration
                        options hello_module greeting=Servus
                        blacklist dummy
                    - path: /etc/modules-load.d/hello.conf
                      content: "# comment\\n\\n hello-module \\n"
                    - path: /etc/modprobe.d/../../usr/local/escaped.conf
                      content: "no\\n"
                  kernel:
                    modules:
                      - name: net-pf-2-proto-132
                      - name: no-such-module
                ---
                apiVersion: v1alpha1
                kind: KernelModuleConfig
                name: dummy
                ---
                apiVersion: v1alpha1
                kind: SomethingElse
                name: hello-world
                """);

        Command.Result run = MachineImages.boot(
                        directory.resolve("options.log"),
                        installer,
                        "--machine-config",
                        configuration,
                        "--expect-refused",
                        "dummy",
                        "--expect-module",
                        "hello-module")
                .run();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output().lines().filter(line -> line.startsWith("FAILED")))
                .containsExactly(
                        "FAILED      expected: module no-such-module is loaded; seen: refused: there is no such module");
        assertThat(run.output())
                .contains("parameter   hello-module greeting=Servus")
                .contains("requested   dummy blacklisted: by modprobe.d")
                .containsPattern("loaded +sctp ")
                .contains("ok          module net-pf-2-proto-132 is loaded")
                .contains("requested   no-such-module missing: there is no such module")
                .doesNotContain("hello-world");
    }

    @Test
    void configurationThatCannotBeReadStopsTheMachineAndSaysWhere() throws Exception {
        Path configuration = directory.resolve("anchors.yaml");
        Files.writeString(configuration, "machine:\n  kernel: &anchor\n    modules: []\n");

        Command.Result run = MachineImages.boot(
                        directory.resolve("anchors.log"), installer, "--machine-config", configuration)
                .run();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(text(directory.resolve("anchors.log")))
                .contains("the machine configuration cannot be read: line 2: this is not known here: &anchor");
    }

    @Test
    void twelveExtensionsKeepTheirOrderAndTheLastLiesOnTop() throws Exception {
        List<String> extensions = new ArrayList<>();
        StringBuilder enabled = new StringBuilder("(?s)");
        for (int number = 1; number <= 12; number++) {
            extensions.add(new TestExtension(directory, "number-" + number)
                    .file(PRINTED, ("number " + number + "\n").getBytes(StandardCharsets.UTF_8))
                    .image());
            enabled.append(".*enabling system extension number-").append(number).append(" 1.0\n");
        }
        extensions.add(images.extension());
        enabled.append(".*enabling system extension hello-module 0.1\n.*enabling system extension modules.dep .*");
        String twelve = images.installer("twelve", extensions.toArray(String[]::new));
        Path configuration = Files.writeString(directory.resolve("print.yaml"), PRINT);
        Path console = directory.resolve("twelve.log");

        MachineImages.boot(
                        console,
                        twelve,
                        "--machine-config",
                        configuration,
                        "--expect-refused",
                        "print",
                        "--module",
                        "hello-module")
                .run()
                .expectSuccess();

        assertThat(text(console)).containsPattern(enabled.toString()).contains("printed: number 12\n");
    }

    @Test
    void installerIsNotMadeOnTheImagerImage() throws Exception {
        Command.Result run =
                images.makeInstaller(directory.resolve("on-imager"), images.imager(), List.of(images.extension()));

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.output())
                .contains("--base-installer-image: " + images.imager() + " is an imager image")
                .contains("installer-base");
        assertThat(directory.resolve("on-imager/installer-amd64.tar")).doesNotExist();
    }

    /** The console's text; a serial line ends its lines in two characters. */
    private static String text(Path console) throws IOException {
        return Files.readString(console).replace("\r\n", "\n");
    }

    private static String inspected(String reference) throws IOException, InterruptedException {
        return Command.of(
                        directory,
                        "skopeo",
                        "inspect",
                        "--config",
                        "--tls-verify=false",
                        "docker://" + reference.replaceAll(":[^:/]+@", "@"))
                .run()
                .expectSuccess()
                .output();
    }
}
