package io.kiln.oci.layer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Keys made for the test run. */
final class TestKeys {

    static final KeyPair RSA = generate("RSA", 2048);
    static final KeyPair EC = generate("EC", 256);

    private TestKeys() {}

    static byte[] pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The inner key of a PKCS#8 one. */
    static byte[] inner(byte[] pkcs8) {
        var parts =
                DerValue.read(pkcs8, 0, pkcs8.length).orElseThrow().children().orElseThrow();
        return parts.get(2).content();
    }

    private static KeyPair generate(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
