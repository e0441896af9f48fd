package io.kiln.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs what short commands run, so that the archive of classes made at the end of this process holds what they need.
 * The launcher calls it once after a build.
 */
final class Warmup {

    private Warmup() {}

    public static void main(String[] args) throws Exception {
        Path tree = Files.createTempDirectory("kiln-warmup");
        try {
            Files.writeString(tree.resolve("Pkgfile"), "format: v1alpha2\n");
            Files.createDirectory(tree.resolve("a"));
            Files.writeString(tree.resolve("a/pkg.yaml"), """
                    name: a
                    variant: scratch
                    steps:
                      - install: ["{{ if .ARCH }}true{{ end }}"]
                    finalize: [{from: /, to: /}]
                    """);
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            System.setOut(nowhere);
            System.setErr(nowhere);
            Main.run("--help");
            Main.run("version");
            Main.run("imager", "--help");
            Main.run("validate", "--root", tree.toString());
            Main.run("graph", "--root", tree.toString());
        } finally {
            for (String name : new String[] {"a/pkg.yaml", "a", "Pkgfile", ""}) {
                Files.deleteIfExists(tree.resolve(name));
            }
        }
    }
}
