package io.kiln.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.kmod.PairFixture;
import io.kiln.model.Platform;
import io.kiln.model.extension.TalosVersion;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionRulesTest {

    private static final String MANIFEST = """
            version: v1alpha1
            metadata:
              name: hello
              version: v1.0.0
              compatibility:
                talos:
                  version: ">= v1.10.0"
            """;

    private static final PairFixture PAIR = new PairFixture();
    private static final String RELEASE = PairFixture.release();
    private static final String EXTRAS = "rootfs/usr/lib/modules/" + RELEASE + "/extras";
    private static final String SERVICES = "rootfs/usr/local/etc/containers";

    private final LayeredImage image = good();

    /** As Kiln and others write it: a layer for the root, one for the manifest. */
    private static LayeredImage good() {
        return new LayeredImage("linux/amd64")
                .layer()
                .file("manifest.yaml", MANIFEST)
                .layer()
                .directories(
                        "rootfs",
                        "rootfs/etc",
                        "rootfs/usr",
                        "rootfs/usr/lib",
                        "rootfs/usr/lib/firmware",
                        "rootfs/usr/lib/modules",
                        "rootfs/usr/lib/modules/" + RELEASE,
                        EXTRAS,
                        "rootfs/usr/local",
                        "rootfs/usr/local/etc",
                        SERVICES)
                .file(EXTRAS + "/hello.ko", 0644, PAIR.signed());
    }

    @Test
    void anExtensionThatKeepsToTheRulesHasNoFindings() throws Exception {
        image.file("rootfs/usr/lib/firmware/dsp.bin", 0644, elf(0xa4))
                .file("rootfs/usr/local/prog32", 0755, elf(3))
                .file("rootfs/usr/lib/ld-linux-x86-64.so.2", 0755, elf(62))
                .entry(TarEntry.symlink("rootfs/usr/local/tool", "/usr/bin/there-is-one-on-the-machine"))
                .entry(TarEntry.symlink(EXTRAS + "/again.ko", "hello.ko"))
                .file(SERVICES + "/hello.yaml", "name: hello\ncontainer: {entrypoint: ./hello}\nrestart: always\n");

        ExtensionReport report = validate();

        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.manifest().orElseThrow().name()).isEqualTo("hello");
        assertThat(report.modules()).hasSize(1);
    }

    record Case(String what, Change change, ExtensionRule rule, String path, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    interface Change {
        void to(LayeredImage image) throws IOException;
    }

    static Stream<Case> brokenRules() {
        return Stream.of(
                c("a file beside", i -> i.file("readme", "x"), ExtensionRule.LAYOUT, "readme", "nothing may be"),
                c("a directory beside", i -> i.directories("usr"), ExtensionRule.LAYOUT, "usr", "nothing may be"),
                c(
                        "no manifest",
                        i -> i.file(".wh.manifest.yaml", ""),
                        ExtensionRule.LAYOUT,
                        "manifest.yaml",
                        "is missing"),
                c(
                        "a manifest that is a link",
                        i -> i.entry(TarEntry.symlink("manifest.yaml", "rootfs/manifest")),
                        ExtensionRule.LAYOUT,
                        "manifest.yaml",
                        "not a regular file"),
                c("no root", i -> i.layer().file(".wh.rootfs", ""), ExtensionRule.LAYOUT, "rootfs", "is missing"),
                c(
                        "a root that is a file",
                        i -> i.layer().file("rootfs", "x"),
                        ExtensionRule.LAYOUT,
                        "rootfs",
                        "not a directory"),
                c(
                        "a bad manifest",
                        i -> i.file("manifest.yaml", "version: v2\nmetadata: {name: a, version: 1.0.0}\n"),
                        ExtensionRule.MANIFEST,
                        "manifest.yaml",
                        "\"v2\""),
                c(
                        "an empty manifest",
                        i -> i.file("manifest.yaml", ""),
                        ExtensionRule.MANIFEST,
                        "manifest.yaml",
                        "is empty"),
                c(
                        "a manifest of other bytes",
                        i -> i.file("manifest.yaml", 0644, new byte[] {(byte) 0xff}),
                        ExtensionRule.MANIFEST,
                        "manifest.yaml",
                        "not UTF-8"),
                c(
                        "an endless manifest",
                        i -> i.file("manifest.yaml", "#".repeat(2 << 20)),
                        ExtensionRule.MANIFEST,
                        "manifest.yaml",
                        "longer than"),
                c(
                        "a constraint",
                        i -> i.file("manifest.yaml", MANIFEST.replace("1.10.0", "1.12.0")),
                        ExtensionRule.COMPATIBILITY,
                        "manifest.yaml",
                        "does not accept Talos v1.11.0"),
                c(
                        "a place",
                        i -> i.file("rootfs/etc/passwd", "x"),
                        ExtensionRule.ALLOWED_PATH,
                        "rootfs/etc/passwd",
                        "may not"),
                c(
                        "a prefix",
                        i -> i.file("rootfs/usr/localfoo", "x"),
                        ExtensionRule.ALLOWED_PATH,
                        "rootfs/usr/localfoo",
                        "may not"),
                c(
                        "a link out of place",
                        i -> i.entry(TarEntry.symlink("rootfs/etc/x", "y")),
                        ExtensionRule.ALLOWED_PATH,
                        "rootfs/etc/x",
                        "may not"),
                c(
                        "modprobe.d",
                        i -> i.directories("rootfs/etc/modprobe.d").file("rootfs/etc/modprobe.d/a.conf", "x"),
                        ExtensionRule.MODULE_CONFIGURATION,
                        "rootfs/etc/modprobe.d/a.conf",
                        "Talos reads neither"),
                c(
                        "modules-load.d",
                        i -> i.directories("rootfs/usr/lib/modules-load.d")
                                .file("rootfs/usr/lib/modules-load.d/a.conf", "x"),
                        ExtensionRule.MODULE_CONFIGURATION,
                        "rootfs/usr/lib/modules-load.d/a.conf",
                        "Talos reads neither"),
                c(
                        "a character device",
                        i -> i.entry(TarEntry.device("rootfs/usr/local/null", EntryType.CHARACTER_DEVICE, 0600, 1, 3)),
                        ExtensionRule.SPECIAL_FILE,
                        "rootfs/usr/local/null",
                        "character device"),
                c(
                        "a block device",
                        i -> i.entry(TarEntry.device("rootfs/usr/local/sda", EntryType.BLOCK_DEVICE, 0600, 8, 0)),
                        ExtensionRule.SPECIAL_FILE,
                        "rootfs/usr/local/sda",
                        "block device"),
                c(
                        "a pipe",
                        i -> i.entry(TarEntry.device("rootfs/usr/local/pipe", EntryType.FIFO, 0600, 0, 0)),
                        ExtensionRule.SPECIAL_FILE,
                        "rootfs/usr/local/pipe",
                        "fifo"),
                c(
                        "a hard link",
                        i -> i.entry(TarEntry.hardlink("rootfs/usr/local/b.ko", EXTRAS + "/hello.ko")),
                        ExtensionRule.HARD_LINK,
                        "rootfs/usr/local/b.ko",
                        "empty file"),
                c(
                        "a file for all to write",
                        i -> i.file("rootfs/usr/local/f", 0666, new byte[0]),
                        ExtensionRule.WORLD_WRITABLE,
                        "rootfs/usr/local/f",
                        "0666"),
                c(
                        "a directory for all to write",
                        i -> i.entry(TarEntry.directory("rootfs/usr/local/d", 0777)),
                        ExtensionRule.WORLD_WRITABLE,
                        "rootfs/usr/local/d",
                        "0777"),
                c(
                        "no entry for a directory",
                        i -> i.file("rootfs/usr/local/share/x", "x"),
                        ExtensionRule.EXPLICIT_DIRECTORY,
                        "rootfs/usr/local/share",
                        "layer 3"),
                c(
                        "an entry that comes late",
                        i -> i.file("rootfs/usr/local/share/x", "x").directories("rootfs/usr/local/share"),
                        ExtensionRule.EXPLICIT_DIRECTORY,
                        "rootfs/usr/local/share",
                        "0700"),
                c(
                        "an entry of another layer",
                        i -> i.layer().directories("rootfs", "rootfs/usr").file("rootfs/usr/local/x", "x"),
                        ExtensionRule.EXPLICIT_DIRECTORY,
                        "rootfs/usr/local",
                        "layer 4"),
                c(
                        "a service",
                        i -> i.file(SERVICES + "/a.yaml", "name: A\ncontainer: {entrypoint: a}\nrestart: never\n"),
                        ExtensionRule.SERVICE,
                        SERVICES + "/a.yaml",
                        "cannot be the name"),
                c(
                        "a service that is passed over",
                        i -> i.file(SERVICES + "/a.yml", "x"),
                        ExtensionRule.SERVICE,
                        SERVICES + "/a.yml",
                        "*.yaml"),
                c(
                        "a program for arm64",
                        i -> i.file("rootfs/usr/local/x", 0755, elf(183)),
                        ExtensionRule.ARCHITECTURE,
                        "rootfs/usr/local/x",
                        "it is for arm64"),
                c(
                        "a module for arm64",
                        i -> i.file(EXTRAS + "/hello.ko", 0644, PAIR.signedForArm64()),
                        ExtensionRule.ARCHITECTURE,
                        EXTRAS + "/hello.ko",
                        "it is for arm64"),
                c(
                        "a module for 386",
                        i -> i.file(EXTRAS + "/hello.ko", 0644, with386(PAIR.signed())),
                        ExtensionRule.ARCHITECTURE,
                        EXTRAS + "/hello.ko",
                        "it is for 386"),
                c(
                        "an unsigned module",
                        i -> i.file(EXTRAS + "/x.ko", 0644, PairFixture.unsigned()),
                        ExtensionRule.MODULE,
                        EXTRAS + "/x.ko",
                        "not signed"),
                c(
                        "a cut signature",
                        i -> i.file(EXTRAS + "/x.ko", 0644, withoutMiddle(PAIR.signed())),
                        ExtensionRule.MODULE,
                        EXTRAS + "/x.ko",
                        "signature"),
                c(
                        "no module",
                        i -> i.file(EXTRAS + "/x.ko", "text"),
                        ExtensionRule.MODULE,
                        EXTRAS + "/x.ko",
                        "not a kernel module"),
                c(
                        "an empty module",
                        i -> i.file(EXTRAS + "/x.ko", ""),
                        ExtensionRule.MODULE,
                        EXTRAS + "/x.ko",
                        "not a kernel module"),
                c(
                        "a module outside",
                        i -> i.file("rootfs/usr/local/x.ko", 0644, PAIR.signed()),
                        ExtensionRule.RELEASE_DIRECTORY,
                        "rootfs/usr/local/x.ko",
                        "no kernel looks"),
                c(
                        "another vermagic",
                        i -> i.file(EXTRAS + "/x.ko", 0644, PAIR.signedFor("6.6.6")),
                        ExtensionRule.RELEASE_DIRECTORY,
                        EXTRAS + "/x.ko",
                        "its vermagic is '6.6.6 SMP"),
                c(
                        "a second release",
                        i -> i.directories("rootfs/usr/lib/modules/6.6.6"),
                        ExtensionRule.RELEASE_DIRECTORY,
                        "rootfs/usr/lib/modules",
                        "2 releases (6.1.99-kiln, 6.6.6)"),
                c(
                        "a file among releases",
                        i -> i.file("rootfs/usr/lib/modules/x", "x"),
                        ExtensionRule.RELEASE_DIRECTORY,
                        "rootfs/usr/lib/modules/x",
                        "only the directory"),
                c(
                        "a dangling link",
                        i -> i.entry(TarEntry.symlink("rootfs/usr/lib/modules/" + RELEASE + "/build", "/src")),
                        ExtensionRule.MODULE,
                        "rootfs/usr/lib/modules/" + RELEASE + "/build",
                        "leads to nothing"),
                c(
                        "a link to no module",
                        i -> i.file("rootfs/usr/local/x", "x")
                                .entry(TarEntry.symlink(EXTRAS + "/x.ko", "/usr/local/x")),
                        ExtensionRule.MODULE,
                        EXTRAS + "/x.ko",
                        "not a module"));
    }

    private static Case c(String what, Change change, ExtensionRule rule, String path, String message) {
        return new Case(what, change, rule, path, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void whatBreaksOneRuleGivesOneFinding(Case broken) throws Exception {
        broken.change().to(image);

        ExtensionReport report = validate();

        assertThat(report.isSound()).isFalse();
        assertThat(report.findings())
                .filteredOn(f -> f.rule() == broken.rule())
                .singleElement()
                .satisfies(f -> {
                    assertThat(f.path()).isEqualTo(broken.path());
                    assertThat(f.message()).contains(broken.message());
                    assertThat(f.advice().orElse("x")).isNotEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gz", "xz", "zst"})
    void compressedModulesAreRefusedByNameAndByContent(String suffix) throws Exception {
        byte[] packed = PairFixture.compressed(PAIR.signed(), suffix);
        image.file(EXTRAS + "/a.ko." + suffix, 0644, packed).file(EXTRAS + "/b.ko", 0644, packed);

        assertThat(validate().findings())
                .allMatch(f -> f.rule() == ExtensionRule.COMPRESSED_MODULE)
                .extracting(ExtensionFinding::path)
                .containsExactly(EXTRAS + "/a.ko." + suffix, EXTRAS + "/b.ko");
    }

    @Test
    void whatALaterLayerTakesAwayIsNotJudged() throws Exception {
        image.file("rootfs/etc/passwd", "x")
                .file(EXTRAS + "/x.ko", 0644, PairFixture.unsigned())
                .file("rootfs/usr/local/share/x", "x")
                .entry(TarEntry.hardlink("rootfs/usr/local/link", EXTRAS + "/hello.ko"))
                .directories("usr")
                .layer()
                .directories("rootfs", "rootfs/etc", "rootfs/usr", "rootfs/usr/local")
                .file(".wh.usr", "")
                .file("rootfs/etc/.wh.passwd", "")
                .file("rootfs/usr/local/.wh..wh..opq", "")
                .file("rootfs/usr/lib/modules/" + RELEASE + "/extras/.wh.x.ko", "");

        assertThat(validate().findings()).isEmpty();
    }

    @Test
    void anImageOfAnotherPlatformIsFoundOut() throws Exception {
        ExtensionReport report = new ExtensionValidator(Expectation.of(Platform.parse("linux/arm64")))
                .validateImage("ref", image.build());

        assertThat(report.findings())
                .allMatch(f -> f.rule() == ExtensionRule.ARCHITECTURE)
                .extracting(ExtensionFinding::render)
                .anyMatch(text -> text.startsWith("ref: the image is for linux/amd64, and linux/arm64 is wanted"))
                .anyMatch(text -> text.contains("hello.ko: it is for amd64"));
    }

    @Test
    void everyFindingIsReportedAtOnceEachWithPathRuleAndAdvice() throws Exception {
        for (Case broken : brokenRules().limit(2).toList()) {
            broken.change().to(image);
        }
        image.file("rootfs/etc/a", "x")
                .file("rootfs/etc/b", 0666, new byte[0])
                .file(EXTRAS + "/x.ko", 0644, PairFixture.unsigned());

        assertThat(validate().findings())
                .extracting(f -> f.rule().word() + " /" + f.path())
                .containsExactly(
                        "layout /readme",
                        "allowed-path /rootfs/etc/a",
                        "allowed-path /rootfs/etc/b",
                        "world-writable /rootfs/etc/b",
                        "module /" + EXTRAS + "/x.ko",
                        "layout /usr");
    }

    @Test
    void aFloodOfFindingsIsCut() throws Exception {
        for (int i = 0; i < 150; i++) {
            image.file("rootfs/etc/" + i, "x");
        }
        assertThat(validate().findings()).hasSize(101).anyMatch(f -> f.message().contains("50 more"));
    }

    @Test
    void aNameThatSteersTheTerminalIsShownHarmless() throws Exception {
        image.file("rootfs/etc/\u001b[2J\nx", "x");

        assertThat(validate().findings().get(0).render()).startsWith("ref: /rootfs/etc/?[2J?x: an extension");
    }

    @Test
    void aDamagedLayerIsASentence() throws Exception {
        image.rawLayer("this is no archive ".repeat(200).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(this::validate)
                .isInstanceOf(ExtensionFormatException.class)
                .hasMessageContaining("ref cannot be read: layer sha256:");
    }

    private ExtensionReport validate() throws IOException, InterruptedException {
        Expectation expectation = new Expectation(
                Platform.parse("linux/amd64"),
                Optional.of(TalosVersion.parse("v1.11.0")),
                Optional.empty(),
                UserTexts.NONE);
        return new ExtensionValidator(expectation).validateImage("ref", image.build());
    }

    private static byte[] elf(int machine) {
        byte[] header = new byte[64];
        System.arraycopy("\u007fELF".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 4);
        header[4] = 2;
        header[5] = 1;
        header[18] = (byte) machine;
        return header;
    }

    private static byte[] with386(byte[] module) {
        module[18] = 3;
        return module;
    }

    /** The last line still says that there is a signature. */
    private static byte[] withoutMiddle(byte[] module) {
        int tail = 100;
        byte[] cut = Arrays.copyOf(module, module.length - 200);
        System.arraycopy(module, module.length - tail, cut, cut.length - tail, tail);
        return cut;
    }
}
