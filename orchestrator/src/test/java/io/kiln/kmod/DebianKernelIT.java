package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.progress.BuildEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof on a kernel and modules that Debian built and signed, beside OpenSSL, modinfo and sign-file. */
class DebianKernelIT {

    private static DebianKernel debian;
    private static KernelImage kernel;

    @TempDir
    Path temp;

    @BeforeAll
    static void readKernel() throws IOException {
        debian = DebianKernel.get();
        try (InputStream vmlinuz = Files.newInputStream(debian.vmlinuz())) {
            kernel = KernelImage.read("debian", vmlinuz, Optional.empty());
        }
    }

    @Test
    void releaseVermagicAndCertificatesAreReadOutOfVmlinuz() throws IOException {
        assertThat(kernel.release()).isEqualTo(debian.release());
        assertThat(kernel.vermagic()).hasValue(debian.release() + " SMP preempt mod_unload modversions");
        assertThat(kernel.machine()).hasValue(62);
        assertThat(kernel.certificates().found()).isEqualTo(TrustedCertificates.Found.BY_STRUCTURE);
        assertThat(kernel.certificates().list()).isNotEmpty();
    }

    @Test
    void everyModuleOfDebianIsProved() throws Exception {
        FileTree tree = FileTree.ofDirectory("debian", debian.root());

        List<ModuleFinding> findings = ModuleProof.against(kernel).check(tree, BuildEvents.NONE);

        assertThat(findings).hasSizeGreaterThan(500).allMatch(ModuleFinding::proved);
    }

    @Test
    void modinfoReadsTheSameFieldsAndSigner() throws IOException {
        for (Path file : debian.modules(20)) {
            try (InputStream in = Files.newInputStream(file);
                    ModuleFile module = ModuleFile.read(in)) {
                for (String field :
                        List.of("vermagic", "name", "license", "alias", "depends", "author", "intree", "parmtype")) {
                    assertThat(module.values(field)).as("%s of %s", field, file).isEqualTo(modinfo(field, file));
                }
                var verified = (SignatureVerdict.Verified)
                        new ModuleSignatureVerifier(kernel.certificates().list()).verify(module);
                assertThat(String.join("", modinfo("sig_key", file)).replaceAll("[:\\s]|^(0|:)+", ""))
                        .isEqualToIgnoringCase(verified.by().serial().toString(16));
            }
        }
    }

    @Test
    void opensslAgreesThatAModuleIsSignedByTheExtractedCertificate() throws IOException {
        byte[] signed = Files.readAllBytes(debian.module("dummy"));
        SignatureBlock block = SignatureBlock.read(new Spool.InMemory(signed));
        Files.write(temp.resolve("content"), java.util.Arrays.copyOf(signed, (int) block.contentLength()));
        Files.write(temp.resolve("signature"), block.pkcs7());
        SignatureVerdict verdict = verdict(signed, kernel.certificates().list());
        assertThat(verdict).isInstanceOf(SignatureVerdict.Verified.class);
        Files.write(
                temp.resolve("key.der"),
                ((SignatureVerdict.Verified) verdict).by().der());
        Command.in(temp, "openssl", "x509", "-inform", "DER", "-in", "key.der", "-out", "key.pem")
                .succeeds();

        assertThat(openssl("key.pem").exit()).isZero();
        Files.write(temp.resolve("content"), new byte[] {1}, java.nio.file.StandardOpenOption.APPEND);
        assertThat(openssl("key.pem").exit()).isNotZero();
    }

    @Test
    void moduleSignedBySignFileWithAnotherKeyIsRefusedByThisKernelAndTakenByThatKey() throws IOException {
        for (SigningKey other : List.of(SigningKey.rsa("other"), SigningKey.ec("elliptic"))) {
            byte[] signed = signFile(unsigned("dummy"), other);

            assertThat(verdict(signed, kernel.certificates().list())).isInstanceOf(SignatureVerdict.UnknownKey.class);
            assertThat(verdict(signed, List.of(other.trusted())))
                    .isEqualTo(new SignatureVerdict.Verified(other.trusted()));
        }
    }

    @Test
    void ourSignerWritesTheBytesThatSignFileWrites() throws IOException {
        SigningKey key = SigningKey.rsa("same");

        assertThat(ModuleSigner.sign(unsigned("dummy"), key, "SHA512")).isEqualTo(signFile(unsigned("dummy"), key));
    }

    @Test
    void moduleThatStripHasTouchedIsUnsigned() throws IOException {
        Path file = Files.copy(debian.module("dummy"), temp.resolve("dummy.ko"));
        Command.in(temp, "strip", "-g", file.toString()).succeeds();

        assertThat(verdict(Files.readAllBytes(file), kernel.certificates().list()))
                .isInstanceOf(SignatureVerdict.Unsigned.class);
    }

    @Test
    void damagedModulesGiveAVerdictOrATypedException() throws IOException {
        Random random = new Random(20260101);
        byte[] original = Files.readAllBytes(debian.module("dummy"));
        long signed = SignatureBlock.read(new Spool.InMemory(original)).contentLength();
        List<TrustedCertificate> trusted = kernel.certificates().list();
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = original.clone();
            int at = round % 2 == 0 ? random.nextInt(damaged.length) : damaged.length - 1 - random.nextInt(600);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            String verdict = verdictOrRefusal(damaged, trusted);
            if (at < signed) {
                assertThat(verdict).as("round %s, byte %s", round, at).isIn("BadSignature", "refused");
            }
        }
    }

    @Test
    void damagedKernelsAreReadOrRefusedAndNeverGainACertificate() throws IOException {
        Random random = new Random(20260102);
        byte[] original = Files.readAllBytes(debian.vmlinuz());
        for (int round = 0; round < 12; round++) {
            byte[] damaged = original.clone();
            for (int i = 0; i < 4; i++) {
                damaged[round % 3 == 0 ? 0x1f1 + random.nextInt(0x90) : random.nextInt(damaged.length)] ^=
                        (byte) (1 + random.nextInt(255));
            }
            try {
                KernelImage read = KernelImage.read("damaged", new ByteArrayInputStream(damaged), Optional.empty());
                assertThat(kernel.certificates().list())
                        .containsAll(read.certificates().list());
            } catch (KmodFormatException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
    }

    private static List<String> modinfo(String field, Path file) throws IOException {
        String output = Command.in(Path.of("/"), "modinfo", "-0", "-F", field, file.toString())
                .succeeds();
        List<String> values = new ArrayList<>(List.of(output.split("\0", -1)));
        values.remove(values.size() - 1); // what follows the last terminator
        return values;
    }

    private static byte[] unsigned(String name) throws IOException {
        byte[] signed = Files.readAllBytes(debian.module(name));
        return java.util.Arrays.copyOf(
                signed, (int) SignatureBlock.read(new Spool.InMemory(signed)).contentLength());
    }

    private byte[] signFile(byte[] module, SigningKey key) throws IOException {
        Path pem = key.writePem(temp.resolve("key.pem"));
        Path file = Files.write(temp.resolve("module.ko"), module);
        Files.write(temp.resolve("key.x509"), key.der());
        Command.in(
                        temp,
                        debian.signFile().toString(),
                        "sha512",
                        pem.toString(),
                        temp.resolve("key.x509").toString(),
                        file.toString())
                .succeeds();
        return Files.readAllBytes(file);
    }

    private Command openssl(String certificate) throws IOException {
        return Command.in(
                temp,
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "signature",
                "-content",
                "content",
                "-certfile",
                certificate,
                "-nointern",
                "-noverify",
                "-out",
                "/dev/null");
    }

    private static SignatureVerdict verdict(byte[] module, List<TrustedCertificate> trusted) throws IOException {
        try (ModuleFile file = ModuleFile.read(new ByteArrayInputStream(module))) {
            return new ModuleSignatureVerifier(trusted).verify(file);
        }
    }

    private static String verdictOrRefusal(byte[] module, List<TrustedCertificate> trusted) throws IOException {
        try {
            return verdict(module, trusted).getClass().getSimpleName();
        } catch (KmodFormatException e) {
            return "refused";
        }
    }
}
