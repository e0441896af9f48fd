package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.kmod.DebianKernel;
import io.kiln.registry.server.RegistryServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiln extension validate} on folders and foreign images, with a module that Debian built and signed. */
class ExtensionValidateIT {

    private static final String MANIFEST = """
            version: v1alpha1
            metadata:
              name: dummy
              version: 0.1
              auther: Debian
              compatibility:
                talos:
                  version: ">= v1.10.0"
            """;

    @TempDir
    Path folder;

    private RegistryServer registry;
    private String address;
    private DebianKernel debian;
    private Path extras;

    @BeforeEach
    void start() throws Exception {
        registry = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), folder.resolve("registry"));
        address = "127.0.0.1:" + registry.address().getPort();
        debian = DebianKernel.get();
        extras = folder.resolve("ext/rootfs/usr/lib/modules/" + debian.release() + "/extras");
        Files.createDirectories(extras);
        Files.copy(debian.module("dummy"), extras.resolve("dummy.ko"));
        Files.writeString(folder.resolve("ext/manifest.yaml"), MANIFEST);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    @Test
    void aSignedModuleOfDebianMakesASoundExtensionAndATypingErrorIsAWarning() {
        KilnRun run = validate("ext");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("/manifest.yaml:5:3: warning: a machine ignores the key \"auther\" in \"metadata\"")
                .contains("did you mean \"author\"?")
                .contains("(dummy 0.1): a machine takes it; 1 module");
    }

    @Test
    void strippedAndCompressedModulesAreRefusedAllAtOnce() throws Exception {
        String module = extras.resolve("dummy.ko").toString();
        shell("cp " + module + " stripped.ko; strip -g stripped.ko; mv stripped.ko " + extras
                + "/stripped.ko; for k in a b c; do cp " + module + " " + extras + "/$k.ko; done; cd " + extras
                + "; xz a.ko; zstd -q --rm b.ko; gzip c.ko; chmod 666 dummy.ko");
        KilnRun run = validate("ext");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("/stripped.ko: it is not signed")
                .contains("/a.ko.xz: it is compressed")
                .contains("/b.ko.zst: it is compressed")
                .contains("/c.ko.gz: it is compressed")
                .contains("/dummy.ko: everybody may write to this file (mode 0666)")
                .contains("(dummy 0.1): 5 findings");
    }

    @Test
    void theKernelTellsItsOwnModuleFromThatOfAnotherKey() throws Exception {
        Files.createDirectories(folder.resolve("kernel/boot"));
        Files.copy(debian.vmlinuz(), folder.resolve("kernel/boot/vmlinuz"));
        shell("tar -C kernel -cf kernel.tar .");
        kiln("image", "import", folder.resolve("kernel.tar").toString(), "kiln.test/kernel:1");
        KilnRun good = validate("ext", "--kernel", "kiln.test/kernel:1");
        assertThat(good.exitCode()).as(good.out() + good.err()).isZero();

        shell("openssl req -new -nodes -utf8 -sha512 -days 100 -batch -x509 -newkey rsa:2048 -subj /CN=other"
                + " -outform PEM -out cert.pem -keyout key.pem 2>/dev/null; strip -g " + extras + "/dummy.ko; "
                + debian.signFile() + " sha512 key.pem cert.pem " + extras + "/dummy.ko");
        assertThat(validate("ext").exitCode()).isZero();
        KilnRun strange = validate("ext", "--kernel", "kiln.test/kernel:1");
        assertThat(strange.exitCode()).isEqualTo(1);
        assertThat(strange.out())
                .contains("signed by a key that the kernel does not trust")
                .contains("other");
        KilnRun noKernel = validate("ext", "--kernel", "kiln.test/nothing@sha256:" + "0".repeat(64));
        assertThat(noKernel.exitCode()).isEqualTo(3);
    }

    @Test
    void whatTarAndSkopeoMakeIsJudgedEntryByEntry() throws Exception {
        shell(
                "cd ext/rootfs && mkdir -p usr/local/bin && printf x > usr/local/bin/a && ln usr/local/bin/a usr/local/bin/b"
                        + " && mknod usr/local/null c 1 3 && mkfifo usr/local/pipe && mkdir -p etc/modules-load.d"
                        + " && printf dummy > etc/modules-load.d/dummy.conf && touch ../stray");
        push("whole", "tar -C ext --sort=name -cf layer.tar manifest.yaml rootfs stray");
        KilnRun run = validate(address + "/user/whole:v1", "--json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(rules(run))
                .containsExactlyInAnyOrder(
                        "manifest /manifest.yaml",
                        "layout /stray",
                        "hard-link /rootfs/usr/local/bin/b",
                        "special-file /rootfs/usr/local/null",
                        "special-file /rootfs/usr/local/pipe",
                        "module-configuration /rootfs/etc/modules-load.d/dummy.conf");

        push("bare", "(cd ext && find manifest.yaml rootfs/usr/lib -type f | tar -cf ../layer.tar -T -)");
        KilnRun bare = validate(address + "/user/bare:v1", "--json");
        assertThat(rules(bare))
                .contains("explicit-directory /rootfs", "explicit-directory /rootfs/usr/lib/modules")
                .allMatch(rule -> rule.startsWith("explicit-directory") || rule.startsWith("manifest"));
    }

    @Test
    void theConstraintIsHeldAgainstTheTagAndAWrongTagIsSaidFirst() {
        assertThat(validate("ext", "--talos-version", "v1.10.0-alpha.1").exitCode())
                .isZero();
        KilnRun old = validate("ext", "--talos-version", "v1.9.5");
        assertThat(old.exitCode()).isEqualTo(1);
        assertThat(old.out())
                .contains("manifest.yaml:8:16: the constraint \">= v1.10.0\" does not accept Talos v1.9.5");
        KilnRun wrong = validate("ext", "--talos-version", "latest");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--talos-version: the Talos version 'latest' is not a semantic version");
    }

    @Test
    void inputThatIsWrongAndRegistriesThatAreAwayHaveTheirExitCodes() {
        assertThat(validate("UPPER/case:v1").exitCode()).isEqualTo(2);
        assertThat(validate(address + "/user/absent:v1").exitCode()).isEqualTo(3);
        KilnRun other = validate("ext", "--platform", "linux/arm64");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.out()).contains("dummy.ko: it is for amd64, but the extension is for linux/arm64");
        assertThat(validate(folder.toString()).out()).contains("the extension manifest is missing");
    }

    private void push(String name, String tar) throws Exception {
        shell("rm -rf dir layer.tar; " + tar + " && mkdir dir && diff=$(sha256sum < layer.tar | cut -d' ' -f1)"
                + " && mv layer.tar dir/$diff && printf 'Directory Transport Version: 1.1\\n' > dir/version"
                + " && printf '{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\"]}}' $diff > config"
                + " && config=$(sha256sum < config | cut -d' ' -f1) && mv config dir/$config"
                + " && printf '{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:%s\",\"size\":%s},\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"sha256:%s\",\"size\":%s}]}'"
                + " $config $(stat -c %s dir/$config) $diff $(stat -c %s dir/$diff) > dir/manifest.json"
                + " && skopeo copy -q --insecure-policy --dest-tls-verify=false dir:dir docker://" + address + "/user/"
                + name + ":v1");
    }

    private static List<String> rules(KilnRun run) throws IOException {
        JsonNode report = JsonMapper.builder().build().readTree(run.out()).path(0);
        List<String> rules = new ArrayList<>();
        for (JsonNode finding : report.path("findings")) {
            rules.add(finding.path("rule").asText() + " " + finding.path("path").asText());
        }
        return rules;
    }

    private KilnRun validate(String extension, String... args) {
        List<String> all = new ArrayList<>(List.of(
                "extension",
                "validate",
                extension.equals("ext") ? folder.resolve("ext").toString() : extension,
                "--store",
                folder.resolve("store").toString()));
        all.addAll(List.of(args));
        return KilnRun.of(all.toArray(String[]::new));
    }

    private void kiln(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--store", folder.resolve("store").toString()));
        KilnRun run = KilnRun.of(all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private void shell(String script) throws Exception {
        Process process = new ProcessBuilder("/bin/bash", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script + "\n" + out).isZero();
    }
}
