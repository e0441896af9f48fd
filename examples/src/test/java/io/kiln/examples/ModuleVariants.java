package io.kiln.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The example module and what must not pass for it: modules that are alike but for one thing.
 *
 * @param content a module's bytes by its name
 */
record ModuleVariants(Map<String, byte[]> content) {

    private static final Path TREE = Repository.ROOT.resolve("examples/src/test/resources/refused-modules");

    /** What ends a signed module: twelve bytes, of which the last four are the signature's length, and 28 of marker. */
    private static final int TRAILER = 12 + 28;

    /**
     * Has those built that only the kernel's own tools can make, and cuts the others out of the module.
     *
     * @param signed a module that the kernel takes
     * @param directory where the built ones are put
     */
    static ModuleVariants of(Path signed, Path directory) throws IOException, InterruptedException {
        byte[] good = Files.readAllBytes(signed);
        Map<String, byte[]> content = new TreeMap<>();
        content.put("hello-module", good);
        int end = good.length - TRAILER;
        int signature = end - ByteBuffer.wrap(good).getInt(end + 8);
        byte[] trailer = Arrays.copyOfRange(good, end, good.length);
        content.put("unsigned", Arrays.copyOf(good, signature));
        byte[] changed = good.clone();
        changed[changed.length / 4] ^= 1;
        content.put("changed", changed);
        int half = (signature + end) / 2;
        content.put("signature-cut", joined(Arrays.copyOf(good, half), trailer));
        content.put("signature-halved", joined(Arrays.copyOf(good, half), withLength(trailer, half - signature)));
        content.put("signature-too-long", joined(Arrays.copyOf(good, end), withLength(trailer, end + 1)));
        Kiln.command(
                        "build",
                        "modules",
                        "--root",
                        TREE,
                        "--with",
                        "pkgs=" + Repository.PACKAGES,
                        "--output",
                        "type=local,dest=" + directory)
                .run()
                .expectSuccess();
        for (String name : new String[] {"wrong-key", "stripped", "other-release"}) {
            content.put(name, Files.readAllBytes(directory.resolve(name)));
        }
        return new ModuleVariants(Map.copyOf(content));
    }

    /** Writes each as a file {@code NAME.ko}. */
    void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> variant : content.entrySet()) {
            Files.write(directory.resolve(variant.getKey() + ".ko"), variant.getValue());
        }
    }

    private static byte[] withLength(byte[] trailer, int length) {
        return ByteBuffer.wrap(trailer.clone()).putInt(8, length).array();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
