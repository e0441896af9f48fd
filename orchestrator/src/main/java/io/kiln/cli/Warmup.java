package io.kiln.cli;

import com.sun.net.httpserver.HttpServer;
import io.kiln.oci.layer.TarEntry;
import io.kiln.oci.layer.TarWriter;
import io.kiln.store.Trees;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Runs what short commands run, so that the archive of classes made at the end of this process holds what they need.
 * The launcher calls it once after a build.
 */
final class Warmup {

    private static final Pattern OF_BUILDS = Pattern.compile(
            "(orchestrator|pkg-model|registry-client|picocli|docker-java-(api|core|transport)|httpclient5|httpcore5-[0-9])");

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
            images(tree);
            registry(tree);
            Main.run("validate", "--root", tree.toString());
            Main.run("graph", "--root", tree.toString());
            classes();
        } finally {
            Trees.delete(tree);
        }
    }

    /** Those that no short command needs, and every build: read by name out of the jars, since no build can run here. */
    private static void classes() throws IOException {
        ClassLoader loader = Warmup.class.getClassLoader();
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!OF_BUILDS.matcher(Path.of(jar).getFileName().toString()).lookingAt()) {
                continue;
            }
            try (JarFile file = new JarFile(jar)) {
                for (String name : file.stream().map(JarEntry::getName).toList()) {
                    // What has a "-" is no class of this Java: META-INF/versions, module-info.
                    if (name.endsWith(".class") && !name.contains("-")) {
                        load(name.substring(0, name.length() - 6).replace('/', '.'), loader);
                    }
                }
            }
        }
    }

    private static void load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // a part of a library that needs another one, which is not there
        }
    }

    /** An image, and a look at it by a command that then says that it is of another kind. */
    private static void images(Path tree) throws IOException {
        Path tar = tree.resolve("image.tar");
        try (TarWriter writer = new TarWriter(Files.newOutputStream(tar))) {
            writer.write(TarEntry.directory("bin", 0755));
            writer.finish();
        }
        String store = tree.resolve("store").toString();
        Main.run("image", "import", tar.toString(), "kiln.local/warmup:1", "--store", store);
        Main.run(
                "imager",
                "metal",
                "--output-kind",
                "cmdline",
                "--imager-image",
                "kiln.local/warmup:1",
                "--store",
                store);
    }

    /** A question to a registry that has nothing. */
    private static void registry(Path tree) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String reference = "127.0.0.1:" + server.getAddress().getPort() + "/warmup:1";
            Main.run(
                    "image",
                    "inspect",
                    reference,
                    "--store",
                    tree.resolve("store").toString());
        } finally {
            server.stop(0);
        }
    }
}
