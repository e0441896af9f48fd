package io.kiln.cli;

import io.kiln.exec.TinyRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tree of packages, a store of its own, and a small base image with bash under the variant {@code tiny}, all below one
 * folder of a test.
 */
final class TestTree {

    static final String BASE = "kiln.test/tiny:1";

    final Path root;
    final Path store;

    private TestTree(Path folder) {
        this.root = folder.resolve("tree");
        this.store = folder.resolve("store");
    }

    /** An empty tree with its base imported. */
    static TestTree in(Path folder) throws IOException, InterruptedException {
        TestTree tree = new TestTree(folder);
        Files.createDirectories(tree.root);
        tree.file("Pkgfile", "format: v1alpha2\nx-kiln:\n  baseImages:\n    tiny: " + BASE + "\n");
        Path rootfs = Files.createDirectory(folder.resolve("rootfs"));
        TinyRoot.fillWithBash(rootfs);
        Path tar = folder.resolve("rootfs.tar");
        Process packing = new ProcessBuilder(
                        "tar",
                        "-C",
                        rootfs.toString(),
                        "--numeric-owner",
                        "--owner=0",
                        "--group=0",
                        "-cf",
                        tar.toString(),
                        ".")
                .inheritIO()
                .start();
        if (packing.waitFor() != 0) {
            throw new IOException("tar failed");
        }
        KilnRun imported = KilnRun.of("image", "import", tar.toString(), BASE, "--store", tree.store.toString());
        if (imported.exitCode() != 0) {
            throw new IOException(imported.err());
        }
        return tree;
    }

    /** Writes a file of the tree. */
    TestTree file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    /** Runs {@code kiln build} on this tree. */
    KilnRun build(String... args) {
        List<String> all = new ArrayList<>(List.of("build", "--root", root.toString(), "--store", store.toString()));
        all.addAll(List.of(args));
        return KilnRun.of(all.toArray(String[]::new));
    }
}
