package io.kiln.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise behind the pair, on a tree that takes seconds: a new key reaches everything that was built on the old. */
class FreshKeyIT {
    private static final Path TREE = Repository.ROOT.resolve("examples/src/test/resources/fresh-key");

    @TempDir
    Path directory;

    @BeforeEach
    void toolchain() throws Exception {
        Kiln.importToolchain();
    }

    @Test
    void aModuleIsTakenFromTheCacheWhileItsKeyStays() throws Exception {
        String before = module("first");
        assertThat(module("second")).isEqualTo(before);
    }

    @Test
    void aModuleOfAKeyMadeAnewMissesTheCache() throws Exception {
        String before = module("before");
        build("key", "--no-cache");
        String after = module("after");
        assertThat(after).startsWith("signed by ").isNotEqualTo(before);
    }

    private String module(String name) throws IOException, InterruptedException {
        Path output = directory.resolve(name);
        build("module", "--output", "type=local,dest=" + output);
        return Files.readString(output.resolve("module"));
    }

    private static void build(String... arguments) throws IOException, InterruptedException {
        List<Object> all = new ArrayList<>(List.of("build", "--root", TREE, "--progress", "plain"));
        all.addAll(Arrays.asList(arguments));
        Kiln.command(all.toArray()).run().expectSuccess();
    }
}
