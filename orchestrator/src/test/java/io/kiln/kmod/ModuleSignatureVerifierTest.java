package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleSignatureVerifierTest {

    private static final SigningKey KEY = SigningKey.rsa("kernel");
    private static final SigningKey CURVE = SigningKey.ec("kernel of curves");
    private static final SigningKey OTHER = SigningKey.rsa("other");
    private static final List<TrustedCertificate> TRUSTED = List.of(KEY.trusted(), CURVE.trusted());
    private static final byte[] MODULE = ElfBuilder.X86_64.module("license=GPL", "vermagic=" + KernelBuilder.VERMAGIC);

    @ParameterizedTest
    @ValueSource(strings = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"})
    void signatureByATrustedKeyHolds(String digest) throws IOException {
        assertThat(verify(ModuleSigner.sign(MODULE, KEY, digest)))
                .isEqualTo(new SignatureVerdict.Verified(KEY.trusted()));
        assertThat(verify(ModuleSigner.sign(MODULE, CURVE, digest)))
                .isEqualTo(new SignatureVerdict.Verified(CURVE.trusted()));
    }

    @Test
    void moduleWithoutSignatureIsUnsigned() throws IOException {
        assertThat(verify(MODULE)).isEqualTo(new SignatureVerdict.Unsigned(TRUSTED));
    }

    @Test
    void unknownKeyIsToldWithWhatWasFoundAndWhatIsWanted() throws IOException {
        SignatureVerdict verdict = verify(ModuleSigner.sign(MODULE, OTHER, "SHA512"));

        assertThat(verdict)
                .isEqualTo(new SignatureVerdict.UnknownKey(
                        new SignerId(
                                Optional.of("CN=other"),
                                Optional.of(OTHER.trusted().serial()),
                                Optional.empty()),
                        TRUSTED));
    }

    @Test
    void keyOfTheSameNameIsStillAnotherKey() throws IOException {
        SigningKey namesake = SigningKey.rsa("kernel");

        assertThat(verify(ModuleSigner.sign(MODULE, namesake, "SHA512")))
                .isInstanceOf(SignatureVerdict.UnknownKey.class);
    }

    @Test
    void contentChangedAfterSigningIsABadSignature() throws IOException {
        byte[] signed = ModuleSigner.sign(MODULE, KEY, "SHA512");
        signed[MODULE.length - 1]++;

        assertThat(verify(signed)).isEqualTo(new SignatureVerdict.BadSignature(KEY.trusted()));
    }

    @Test
    void signatureOfAnotherModuleIsABadSignature() throws IOException {
        byte[] stranger = ElfBuilder.X86_64.module("license=GPL", "name=stranger");
        byte[] signed = ModuleSigner.sign(stranger, KEY, "SHA512");
        byte[] block = Arrays.copyOfRange(signed, stranger.length, signed.length);
        byte[] moved = Arrays.copyOf(MODULE, MODULE.length + block.length);
        System.arraycopy(block, 0, moved, MODULE.length, block.length);

        assertThat(verify(moved)).isInstanceOf(SignatureVerdict.BadSignature.class);
    }

    @Test
    void formsThatOpensslTakesAndKernelsRefuseAreMalformed() throws IOException {
        assertThat(verify(ModuleSigner.signWithUnfitAlgorithm(MODULE, KEY, "SHA512")))
                .isInstanceOfSatisfying(
                        SignatureVerdict.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains("rsaEncryption"));
        assertThat(verify(ModuleSigner.signWithAttributes(MODULE, KEY, "SHA512")))
                .isInstanceOfSatisfying(
                        SignatureVerdict.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains("signed attributes"));
    }

    @Test
    void truncatedSignatureIsMalformed() throws IOException {
        byte[] signed = ModuleSigner.sign(MODULE, KEY, "SHA512");
        byte[] pkcs7 = SignatureBlock.read(new Spool.InMemory(signed)).pkcs7();

        for (int length = 0; length < pkcs7.length; length += 7) {
            byte[] truncated = ModuleSigner.append(MODULE, Arrays.copyOf(pkcs7, length));
            assertThat(verify(truncated)).as("%s bytes", length).isInstanceOf(SignatureVerdict.Malformed.class);
        }
    }

    @Test
    void garbageBehindAModuleIsMalformed() throws IOException {
        byte[] garbage = "garbage".repeat(40).getBytes(StandardCharsets.US_ASCII);

        assertThat(verify(ModuleSigner.append(MODULE, garbage))).isInstanceOf(SignatureVerdict.Malformed.class);
    }

    @Test
    void descriptionOfTheSignatureMustBeAsKernelsWantIt() throws IOException {
        byte[] signed = ModuleSigner.sign(MODULE, KEY, "SHA512");
        int description = signed.length - ModuleSigner.MARKER.length - 12;
        for (int at = 0; at < 12; at++) {
            byte[] changed = signed.clone();
            changed[description + at] ^= 1;
            assertThat(verify(changed)).as("byte %s", at).isInstanceOf(SignatureVerdict.Malformed.class);
        }
    }

    @Test
    void damagedModuleNeverPassesWithOtherContent() throws IOException {
        long seed = 7;
        Random random = new Random(seed);
        byte[] signed = ModuleSigner.sign(MODULE, KEY, "SHA512");
        for (int round = 0; round < 1500; round++) {
            byte[] damaged = signed.clone();
            int at = round % 3 == 0
                    ? random.nextInt(400)
                    : round % 3 == 1
                            ? random.nextInt(MODULE.length)
                            : MODULE.length + random.nextInt(signed.length - MODULE.length);
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            try {
                SignatureVerdict verdict = verify(damaged);
                if (at < MODULE.length) {
                    assertThat(verdict)
                            .as("seed %s round %s byte %s", seed, round, at)
                            .isInstanceOf(SignatureVerdict.BadSignature.class);
                }
            } catch (KmodFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static SignatureVerdict verify(byte[] module) throws IOException {
        try (ModuleFile file = ModuleFile.read(new ByteArrayInputStream(module))) {
            return new ModuleSignatureVerifier(TRUSTED).verify(file);
        }
    }
}
