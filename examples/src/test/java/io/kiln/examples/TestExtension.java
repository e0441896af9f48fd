package io.kiln.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A system extension made by hand, in the store of these tests. */
final class TestExtension {
    private final String name;
    private final Path root;

    /** @param directory where the folder of the extension is made */
    TestExtension(Path directory, String name) throws IOException {
        this.name = name;
        this.root = Files.createDirectory(directory.resolve("extension-" + name));
        Files.createDirectory(root.resolve("rootfs"));
        Files.writeString(root.resolve("manifest.yaml"), """
                version: v1alpha1
                metadata:
                  name: %s
                  version: "1.0"
                  author: A. Tester
                  description: "has: one file # or two"
                  compatibility:
                    talos:
                      version: ">= v1.5.0"
                """.formatted(name));
    }

    /** Adds a file; the path is one of the machine, without a slash in front. */
    TestExtension file(String path, byte[] content) throws IOException {
        Path file = root.resolve("rootfs").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return this;
    }

    /** Makes the image; returns its reference. */
    String image() throws IOException, InterruptedException {
        Path tar = root.resolveSibling(name + ".tar");
        Command.of(root, "tar", "--owner=0", "--group=0", "--mode=u=rwX,go=rX", "-cf", tar, "manifest.yaml", "rootfs")
                .run()
                .expectSuccess();
        String reference = "kiln.test/" + name + ":1";
        Kiln.command("image", "import", tar, reference, "--platform", "linux/amd64")
                .run()
                .expectSuccess();
        return reference;
    }
}
