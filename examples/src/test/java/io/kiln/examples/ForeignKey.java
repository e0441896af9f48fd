package io.kiln.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A signing key that no kernel here knows. What a signed module looks like: include/linux/module_signature.h of the
 * kernel.
 */
record ForeignKey(Path directory) {
    private static final byte[] MAGIC = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte PKCS7 = 2;
    private static final int LENGTHS = 12;

    /** Makes the key, in an empty directory. */
    static ForeignKey in(Path directory) throws IOException, InterruptedException {
        Command.of(
                        directory,
                        "openssl",
                        "req",
                        "-new",
                        "-x509",
                        "-nodes",
                        "-newkey",
                        "rsa:2048",
                        "-keyout",
                        "key.pem",
                        "-out",
                        "certificate.pem",
                        "-subj",
                        "/CN=Another kernel")
                .run()
                .expectSuccess();
        return new ForeignKey(directory);
    }

    /** The module without its signature, signed with this key. */
    byte[] resign(byte[] signed) throws IOException, InterruptedException {
        byte[] content = withoutSignature(signed);
        Files.write(directory.resolve("content"), content);
        Command.of(
                        directory,
                        "openssl",
                        "cms",
                        "-sign",
                        "-binary",
                        "-noattr",
                        "-nocerts",
                        "-md",
                        "sha512",
                        "-outform",
                        "DER",
                        "-signer",
                        "certificate.pem",
                        "-inkey",
                        "key.pem",
                        "-in",
                        "content",
                        "-out",
                        "signature")
                .run()
                .expectSuccess();
        byte[] signature = Files.readAllBytes(directory.resolve("signature"));
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.write(content);
        module.write(signature);
        module.write(ByteBuffer.allocate(LENGTHS)
                .put(2, PKCS7)
                .putInt(8, signature.length)
                .array());
        module.write(MAGIC);
        return module.toByteArray();
    }

    /** What was signed. */
    static byte[] withoutSignature(byte[] signed) {
        int trailer = signed.length - MAGIC.length - LENGTHS;
        int length = ByteBuffer.wrap(signed).getInt(trailer + 8);
        return Arrays.copyOf(signed, trailer - length);
    }
}
