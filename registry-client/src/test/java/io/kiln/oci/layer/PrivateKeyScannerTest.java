package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyScannerTest {

    private static final byte[] PKCS8 = TestKeys.RSA.getPrivate().getEncoded();
    private static final byte[] PEM = TestKeys.pem("PRIVATE KEY", PKCS8);

    @Test
    void pemFormsAreToldApart() {
        assertThat(scan(PEM)).contains(PrivateKeyKind.PKCS8);
        assertThat(scan(TestKeys.pem("RSA PRIVATE KEY", TestKeys.inner(PKCS8)))).contains(PrivateKeyKind.PKCS1_RSA);
        byte[] ec = TestKeys.EC.getPrivate().getEncoded();
        assertThat(scan(TestKeys.pem("EC PRIVATE KEY", TestKeys.inner(ec)))).contains(PrivateKeyKind.SEC1_EC);
        assertThat(scan(TestKeys.pem("PRIVATE KEY", ec))).contains(PrivateKeyKind.PKCS8);
    }

    @Test
    void derIsFoundAtTheStartOfAFile() {
        assertThat(scan(PKCS8)).contains(PrivateKeyKind.PKCS8);
        assertThat(scan(TestKeys.inner(PKCS8))).contains(PrivateKeyKind.PKCS1_RSA);
        assertThat(scan(Tars.join(PKCS8, new byte[500_000]))).contains(PrivateKeyKind.PKCS8);
    }

    @Test
    void publicKeysAndCertificatesAreNoPrivateKeys() {
        byte[] publicKey = TestKeys.RSA.getPublic().getEncoded();
        assertThat(scan(publicKey)).isEmpty();
        assertThat(scan(TestKeys.pem("PUBLIC KEY", publicKey))).isEmpty();
        assertThat(scan(TestKeys.pem("PRIVATE KEY", publicKey))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN RSA PRIVATE KEY-----\0-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nplease paste your key here\n-----END PRIVATE KEY-----\n",
                "-----BEGIN OPENSSH PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nTUlJRXZBSUJBREFOQmdrcWhraUc5dzBCQVFFRkFBU0NCS1l3\n-----END PRIVATE KEY-----\n",
                "-----BEGIN",
                "-----BEGIN -----BEGIN PRIVATE KEY-----BEGIN"
            })
    void textThatOnlyLooksLikeAKeyIsNone(String text) {
        assertThat(scan(text.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }

    @Test
    void keysInsideJsonAndSourcesAreFound() {
        String pem = new String(PEM, StandardCharsets.US_ASCII);
        assertThat(scan(("{\"private_key\": \"" + pem.replace("\n", "\\n") + "\"}")
                        .getBytes(StandardCharsets.US_ASCII)))
                .contains(PrivateKeyKind.PKCS8);
        assertThat(scan(("\"" + pem.replace("\n", "\\n\"\n  \"") + "\"").getBytes(StandardCharsets.US_ASCII)))
                .contains(PrivateKeyKind.PKCS8);
        assertThat(scan(pem.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)))
                .contains(PrivateKeyKind.PKCS8);
    }

    @Test
    void keyWithoutItsEndLineIsFound() {
        assertThat(scan(Arrays.copyOf(PEM, PEM.length - 26))).contains(PrivateKeyKind.PKCS8);
    }

    @Test
    void encryptedPemIsFound() {
        byte[] secret = new byte[160];
        new Random(1).nextBytes(secret);
        String pem = new String(TestKeys.pem("RSA PRIVATE KEY", secret), StandardCharsets.US_ASCII)
                .replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00AA\n\n");

        assertThat(scan(pem.getBytes(StandardCharsets.US_ASCII))).contains(PrivateKeyKind.PEM_ENCRYPTED);
    }

    @Test
    void openPgpKeyIsFoundInArmorAndInJson() {
        String armor = new String(TestKeys.pem("PGP PRIVATE KEY BLOCK", pgpPackets()), StandardCharsets.US_ASCII)
                .replace("BLOCK-----\nl", "BLOCK-----\nComment: example\n\nl")
                .replace("\n-----END", "\n=E6wT\n-----END");

        assertThat(armor).contains("Comment", "=E6wT");
        assertThat(scan(armor.getBytes(StandardCharsets.US_ASCII))).contains(PrivateKeyKind.PGP);
        assertThat(scan(("{\"key\": \"" + armor.replace("\n", "\\n") + "\"}").getBytes(StandardCharsets.US_ASCII)))
                .contains(PrivateKeyKind.PGP);
    }

    @Test
    void openPgpKeyWithoutArmorIsFoundAtTheStartOfAFile() {
        byte[] packets = pgpPackets();
        assertThat(scan(packets)).contains(PrivateKeyKind.PGP);

        byte[] newFormat = packets.clone();
        newFormat[0] = (byte) 0xc5; // the same packet with the other kind of header
        assertThat(scan(newFormat)).contains(PrivateKeyKind.PGP);
    }

    @Test
    void publicOpenPgpKeysAreNoPrivateOnes() {
        byte[] packets = pgpPackets();
        packets[0] = (byte) 0x98; // a public key
        assertThat(scan(packets)).isEmpty();
        byte[] armored = TestKeys.pem("PGP PRIVATE KEY BLOCK", packets);
        assertThat(scan(armored)).isEmpty();
        assertThat(scan("-----BEGIN PGP PRIVATE KEY BLOCK-----\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    /** As gpg writes them: an Ed25519 secret key of version 4, then a user. */
    private static byte[] pgpPackets() {
        byte[] key = new byte[0x5a];
        new Random(5).nextBytes(key);
        byte[] head = {(byte) 0x94, 0x58, 4, 0x6b, 3, 0x7b, (byte) 0xb4, 22, 9, 0x2b, 6, 1, 4, 1, (byte) 0xda, 0x47};
        System.arraycopy(head, 0, key, 0, head.length);
        return Tars.join(key, new byte[] {(byte) 0xb4, 3, 'a', '@', 'b'});
    }

    @Test
    void keyIsFoundWhereverTheBuffersEnd() {
        byte[] noise = new byte[800_000];
        new Random(7).nextBytes(noise);
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            int border = 256 * 1024 * (1 + i % 3);
            int at = border - random.nextInt(70_000) + 5;
            byte[] file = noise.clone();
            System.arraycopy(PEM, 0, file, at, PEM.length);
            int chunk = 1 + random.nextInt(i % 2 == 0 ? 100 : 100_000);
            assertThat(scan(file, chunk))
                    .as("at %d, %d bytes a time", at, chunk)
                    .contains(PrivateKeyKind.PKCS8);
        }
        assertThat(scan(noise, 8192)).isEmpty();
    }

    @Test
    void secondBlockIsFoundAfterACertificate() {
        byte[] both = Tars.join(TestKeys.pem("CERTIFICATE", new byte[300]), PEM);

        assertThat(scan(both, 1)).contains(PrivateKeyKind.PKCS8);
    }

    @Test
    void endlessCandidatesDoNotSlowItDown() {
        byte[] file = "-----BEGIN PRIVATE KEY-----\nAAAA".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(scan(file)).isEmpty();
    }

    private static Optional<PrivateKeyKind> scan(byte[] file) {
        return scan(file, 65536);
    }

    private static Optional<PrivateKeyKind> scan(byte[] file, int chunk) {
        PrivateKeyScanner scanner = new PrivateKeyScanner();
        for (int at = 0; at < file.length; at += chunk) {
            Optional<PrivateKeyKind> found = scanner.accept(file, at, Math.min(chunk, file.length - at));
            if (found.isPresent()) {
                return found;
            }
        }
        return scanner.finish();
    }
}
