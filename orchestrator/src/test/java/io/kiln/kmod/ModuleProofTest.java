package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleProofTest {

    private static final SigningKey KEY = SigningKey.rsa("kernel");
    private static final SigningKey OTHER = SigningKey.rsa("other");
    private static final String HOME = "usr/lib/modules/" + KernelBuilder.RELEASE;
    private static final byte[] MODULE = ElfBuilder.X86_64.module("vermagic=" + KernelBuilder.VERMAGIC);
    private static final byte[] SIGNED = ModuleSigner.sign(MODULE, KEY, "SHA512");

    @TempDir
    Path root;

    @TempDir
    Path temp;

    private KernelImage kernel;

    @BeforeEach
    void readKernel() throws IOException {
        byte[] vmlinux = new KernelBuilder().trusting(KEY).vmlinux();
        kernel = KernelImage.read("user/kernel:v1", new ByteArrayInputStream(vmlinux), Optional.empty());
    }

    @Test
    void everyModuleOfEveryImageIsProvedAndTold() throws Exception {
        put(HOME + "/extras/hello.ko", SIGNED);
        put("rootfs/" + HOME + "/extras/other.ko", SIGNED);
        put(HOME + "/kernel/packed.ko.xz", KernelBuilder.compress(SIGNED, Compression.XZ));
        put(HOME + "/modules.dep", new byte[10]);
        List<BuildEvent> events = new ArrayList<>();

        List<ModuleFinding> findings =
                ModuleProof.against(kernel).require(List.of(FileTree.ofDirectory("user/mod:v1", root)), events::add);

        assertThat(findings).hasSize(3).allMatch(ModuleFinding::proved);
        assertThat(events)
                .contains(new BuildEvent.ModuleProved("user/mod:v1", HOME + "/extras/hello.ko", "user/kernel:v1"))
                .hasSize(3);
    }

    @Test
    void oneUnsignedModuleAmongSignedOnesIsFound() throws Exception {
        put(HOME + "/a.ko", SIGNED);
        put(HOME + "/b.ko", MODULE);
        put(HOME + "/c.ko", SIGNED);

        assertThat(check())
                .filteredOn(finding -> !finding.proved())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.path()).isEqualTo(HOME + "/b.ko");
                    assertThat(finding.signature()).containsInstanceOf(SignatureVerdict.Unsigned.class);
                });
    }

    @Test
    void failureNamesFileKeyWantedKeyFoundAndWhatToDo() throws Exception {
        put(HOME + "/extras/hello.ko", ModuleSigner.sign(MODULE, OTHER, "SHA512"));
        ModuleProof proof = ModuleProof.against(kernel);

        assertThatThrownBy(() -> proof.require(List.of(FileTree.ofDirectory("user/mod:v1", root)), BuildEvents.NONE))
                .isInstanceOfSatisfying(ModuleProofException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(1);
                    assertThat(e.failures()).hasSize(1);
                    assertThat(e.getMessage())
                            .contains("user/mod:v1: /" + HOME + "/extras/hello.ko: ")
                            .contains(KEY.trusted().fingerprint())
                            .contains("found 'CN=other' (serial "
                                    + OTHER.trusted().serial().toString(16))
                            .contains("hint: build the module against the tree of this very kernel");
                });
    }

    @Test
    void moduleOfAnotherReleaseIsFoundByItsDirectoryAndItsVermagic() throws Exception {
        byte[] older = ElfBuilder.X86_64.module("vermagic=5.10.0-old SMP preempt mod_unload ");
        put("usr/lib/modules/5.10.0-old/extras/hello.ko", ModuleSigner.sign(older, KEY, "SHA512"));

        assertThat(problems())
                .containsExactly(
                        new ModuleProblem.OtherRelease("5.10.0-old", KernelBuilder.RELEASE),
                        new ModuleProblem.WrongVermagic(
                                "5.10.0-old SMP preempt mod_unload", KernelBuilder.VERMAGIC.strip()));
    }

    @Test
    void moduleOfAnotherConfigurationIsFoundByItsVermagic() throws Exception {
        byte[] other = ElfBuilder.X86_64.module("vermagic=" + KernelBuilder.RELEASE + " mod_unload ");
        put(HOME + "/hello.ko", ModuleSigner.sign(other, KEY, "SHA512"));

        assertThat(problems())
                .containsExactly(new ModuleProblem.WrongVermagic(
                        KernelBuilder.RELEASE + " mod_unload", KernelBuilder.VERMAGIC.strip()));
    }

    @Test
    void moduleOutsideOfAReleaseDirectoryIsAFinding() throws Exception {
        put("opt/hello.ko", SIGNED);
        put("usr/lib/modules/stray.ko", SIGNED);

        assertThat(check())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.problems())
                        .containsExactly(new ModuleProblem.OutsideReleaseDirectory(KernelBuilder.RELEASE)));
    }

    @Test
    void moduleForAnotherProcessorIsAFinding() throws Exception {
        byte[] arm = ElfBuilder.AARCH64.module("vermagic=" + KernelBuilder.VERMAGIC);
        put(HOME + "/hello.ko", ModuleSigner.sign(arm, KEY, "SHA512"));

        assertThat(problems()).containsExactly(new ModuleProblem.OtherMachine(183, 62));
    }

    @Test
    void compressedModuleOfASystemExtensionIsAFinding() throws Exception {
        put("rootfs/" + HOME + "/extras/hello.ko.gz", KernelBuilder.compress(SIGNED, Compression.GZIP));

        assertThat(problems()).containsExactly(new ModuleProblem.Compressed());
    }

    @Test
    void fileThatOnlyHasTheNameOfAModuleIsAFinding() throws Exception {
        put(HOME + "/hello.ko", new byte[0]);
        put(HOME + "/hello.ko.bz2", "BZh9".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

        assertThat(check())
                .hasSize(2)
                .allSatisfy(
                        finding -> assertThat(finding.problems().get(0)).isInstanceOf(ModuleProblem.Unreadable.class));
    }

    @Test
    void lineTerminatorInANameHidesNoModule() throws Exception {
        for (String name : new String[] {"a\nb.ko", "a\rb.ko.xz", "a\u0085b.ko", "a\u2028b.ko"}) {
            assertThat(ModuleProof.isModule(HOME + "/" + name)).isTrue();
        }
        put(HOME + "/evil\n.ko", MODULE);

        assertThat(check()).singleElement().satisfies(finding -> {
            assertThat(finding.proved()).isFalse();
            assertThat(finding.render().lines()).hasSize(2);
        });
    }

    @Test
    void linkWithTheNameOfAModuleIsCheckedByWhatItLeadsTo() throws Exception {
        put("opt/evil.bin", MODULE);
        put("opt/good.bin", SIGNED);
        link(HOME + "/extra/evil.ko", "/opt/evil.bin");
        link(HOME + "/extra/good.ko", "../../../../../opt/good.bin");

        assertThat(check()).hasSize(2);
        assertThat(check())
                .filteredOn(finding -> !finding.proved())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.path()).isEqualTo(HOME + "/extra/evil.ko");
                    assertThat(finding.signature()).containsInstanceOf(SignatureVerdict.Unsigned.class);
                });
    }

    @Test
    void linkThatLeadsToNoFileOfTheImageIsAFindingThatNamesBoth() throws Exception {
        Path outside = Files.write(temp.resolve("outside.bin"), SIGNED);
        link(HOME + "/a.ko", outside.toString());
        link(HOME + "/b.ko", "b.ko");
        link(HOME + "/c.ko", "/usr");

        List<ModuleFinding> findings = check();

        assertThat(findings).hasSize(3).noneMatch(ModuleFinding::proved);
        assertThat(findings)
                .extracting(ModuleFinding::render)
                .anySatisfy(text -> assertThat(text)
                        .contains("/" + HOME + "/a.ko: it is a link to '" + outside + "', which is not in the image"))
                .anySatisfy(text -> assertThat(text).contains("'b.ko', which is a chain of more than 40 links"))
                .anySatisfy(text -> assertThat(text).contains("'/usr', which is a directory"));
    }

    @Test
    void kernelWhoseListOfCertificatesIsNotFoundProvesNothing() throws Exception {
        byte[] vmlinux = new KernelBuilder().trusting(KEY).withoutSizes().vmlinux();
        kernel = KernelImage.read("user/kernel:v1", new ByteArrayInputStream(vmlinux), Optional.empty());
        put(HOME + "/hello.ko", SIGNED);

        assertThat(problems()).containsExactly(new ModuleProblem.UncertainKey("user/kernel:v1"));
    }

    private void link(String path, String target) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of(target));
    }

    private List<ModuleProblem> problems() throws Exception {
        return check().stream().flatMap(finding -> finding.problems().stream()).toList();
    }

    private List<ModuleFinding> check() throws Exception {
        return ModuleProof.against(kernel).check(FileTree.ofDirectory("user/mod:v1", root), BuildEvents.NONE);
    }

    private void put(String path, byte[] content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
