package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that were made to harm whoever reads them, or to be taken for what no kernel takes. */
@Timeout(60)
class HostileModuleTest {

    private static final SigningKey KEY = SigningKey.rsa("kernel");
    private static final byte[] MODULE = ElfBuilder.X86_64.module("vermagic=" + KernelBuilder.VERMAGIC);
    private static final String PATH = "rootfs/usr/lib/modules/" + KernelBuilder.RELEASE + "/extras/hello.ko";
    private static final int MOST_SECTIONS = 0xffff;

    @Test
    void everySectionMayHaveTheLongestNameThereIs() {
        byte[] names = new byte[1 << 20];
        Arrays.fill(names, (byte) 'n');
        ByteBuffer file = ByteBuffer.allocate(64 + names.length + MOST_SECTIONS * 64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MODULE, 0, 64)
                .put(names);
        file.putLong(40, 64 + names.length).putShort(60, (short) MOST_SECTIONS).putShort(62, (short) 1);
        for (int section = 0; section < MOST_SECTIONS; section++) {
            int at = 64 + names.length + section * 64;
            file.putInt(at + 4, 3).putLong(at + 24, 64).putLong(at + 32, names.length);
        }

        assertThatThrownBy(() -> read(file.array()))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("no .modinfo section");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3080", "3180", "a080", "2480", "definite"})
    void aSignatureOfManyLevelsIsDamagedAndNothingElse(String level) throws IOException {
        byte[] signature = new byte[1 << 19];
        if (level.equals("definite")) {
            for (int at = 0; at + 5 <= signature.length; at += 5) {
                ByteBuffer.wrap(signature, at, 5).put((byte) 0x30).putInt(0x83 << 24 | signature.length - at - 5);
            }
        } else {
            byte[] head = HexFormat.of().parseHex(level);
            for (int at = 0; at < signature.length; at++) {
                signature[at] = head[at % 2];
            }
        }

        assertThat(problems(ModuleSigner.append(MODULE, signature))).startsWith("its signature cannot be used: ");
    }

    @Test
    void aSignatureOfThousandsOfSignersIsNotVerifiedThousandsOfTimes() throws IOException {
        SignedData data = signedData();
        ASN1EncodableVector signers = new ASN1EncodableVector();
        for (int i = 0; i < 1000; i++) {
            signers.add(data.getSignerInfos().getObjectAt(0));
        }

        assertThat(problems(signedBy(new DERSet(signers))))
                .isEqualTo("its signature cannot be used: the signature names 1000 signers");
    }

    @Test
    @Timeout(3)
    void aSignerWithANameAndANumberOfAMegabyteIsTakenForAStrangerAtOnce() throws IOException {
        byte[] number = new byte[400_000];
        new Random(1).nextBytes(number);
        SignerInfo good = SignerInfo.getInstance(signedData().getSignerInfos().getObjectAt(0));
        SignerInfo endless = new SignerInfo(
                new SignerIdentifier(new IssuerAndSerialNumber(
                        new X500Name("DC=" + "n".repeat(400_000)), new BigInteger(1, number))),
                good.getDigestAlgorithm(),
                (ASN1Set) null,
                good.getDigestEncryptionAlgorithm(),
                good.getEncryptedDigest(),
                null);

        try (ModuleFile module = read(signedBy(new DERSet(endless)))) {
            SignatureVerdict verdict = new ModuleSignatureVerifier(List.of(KEY.trusted())).verify(module);
            assertThat(verdict).isInstanceOf(SignatureVerdict.UnknownKey.class);
            assertThat(new ModuleProblem.WrongSignature(verdict, "kernel").message())
                    .contains("found 'DC=nnn")
                    .hasSizeLessThan(700);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BZIP2", "LZ4", "LZMA"})
    void compressionsThatKernelsDoNotKnowForModulesAreRefused(String compression) throws IOException {
        byte[] magic = switch (compression) {
            case "LZ4" -> new byte[] {0x02, 0x21, 0x4c, 0x18};
            case "BZIP2" -> "BZh9".getBytes(StandardCharsets.US_ASCII);
            default -> new byte[] {0x5d, 0, 0, 0};
        };

        assertThatThrownBy(() -> read(magic))
                .isInstanceOf(KmodFormatException.class)
                .hasMessage("it is compressed with " + compression.toLowerCase(Locale.ROOT)
                        + ", and modules are with gzip, xz or zstd only");
    }

    @Test
    void textsInAModuleAreNotRepeatedWithoutEnd() throws IOException {
        byte[] module = ElfBuilder.X86_64.module("vermagic=" + "6".repeat(100_000));

        assertThat(problems(ModuleSigner.sign(module, KEY, "SHA512")))
                .startsWith("its vermagic is '6666")
                .hasSizeLessThan(400);
    }

    @Test
    void aSectionThatLiesOutsideOfTheFileIsToldThoughTheSignatureIsGood() throws IOException {
        int sections =
                (int) ByteBuffer.wrap(MODULE).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
        byte[] module = MODULE.clone();
        ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN).putLong(sections + 64 * 2 + 32, Long.MAX_VALUE);

        assertThat(problems(ModuleSigner.sign(module, KEY, "SHA512")))
                .isEqualTo("no kernel loads it: section 2 (.gnu.linkonce.this_module) lies outside of the file");
    }

    @Test
    void anObjectThatIsNotAModuleOrHasNoSymbolsIsToldThoughTheSignatureIsGood() throws IOException {
        assertThat(problems(ModuleSigner.sign(renamed(".gnu.linkonce.this_module"), KEY, "SHA512")))
                .isEqualTo("no kernel loads it: it has no .gnu.linkonce.this_module section");
        byte[] stripped = MODULE.clone();
        int sections =
                (int) ByteBuffer.wrap(MODULE).order(ByteOrder.LITTLE_ENDIAN).getLong(40);
        stripped[sections + 64 * 3 + 4] = 1;
        assertThat(problems(ModuleSigner.sign(stripped, KEY, "SHA512")))
                .isEqualTo("no kernel loads it: it has no table of symbols");
    }

    @Test
    void theModuleThatTheOthersAreMadeOfIsGood() throws IOException {
        assertThat(problems(ModuleSigner.sign(MODULE, KEY, "SHA512"))).isEmpty();
    }

    private static byte[] renamed(String section) {
        byte[] module = MODULE.clone();
        module[new String(module, StandardCharsets.ISO_8859_1).indexOf(section)] = 'x';
        return module;
    }

    private static SignedData signedData() throws IOException {
        byte[] signed = ModuleSigner.sign(MODULE, KEY, "SHA512");
        byte[] pkcs7 = Arrays.copyOfRange(signed, MODULE.length, signed.length - 40);
        return SignedData.getInstance(
                ContentInfo.getInstance(ASN1Primitive.fromByteArray(pkcs7)).getContent());
    }

    private static byte[] signedBy(ASN1Set signers) throws IOException {
        SignedData data = signedData();
        SignedData other = new SignedData(data.getDigestAlgorithms(), data.getEncapContentInfo(), null, null, signers);
        return ModuleSigner.append(MODULE, new ContentInfo(CMSObjectIdentifiers.signedData, other).getEncoded("DER"));
    }

    /** What is said of a module where its kernel is not known. */
    private static String problems(byte[] module) throws IOException {
        ModuleFinding finding = SoundModules.check("image", PATH, new ByteArrayInputStream(module));
        return finding.problems().stream().map(ModuleProblem::message).collect(Collectors.joining("; "));
    }

    private static ModuleFile read(byte[] bytes) throws IOException {
        return ModuleFile.read(new ByteArrayInputStream(bytes));
    }
}
