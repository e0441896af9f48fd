package io.kiln.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Kiln as these tests run it: a launcher of its own over the classes under test, and one store for a whole run. */
final class Kiln {
    /** The store, kept below {@code target}: the kernel is compiled once a run. */
    static final Path HOME = Repository.ROOT.resolve("examples/target/e2e-home");

    private static final Path LAUNCHER = Repository.ROOT.resolve("examples/target/e2e-kiln");

    private Kiln() {}

    /** A script that starts Kiln, for programs that are told where Kiln is. */
    static Path launcher() throws IOException {
        String script = """
                #!/bin/sh
                exec '%s' -XX:+UseSerialGC -Dfile.encoding=UTF-8 -cp '%s' io.kiln.cli.Main "$@"
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path"));
        if (!Files.exists(LAUNCHER) || !Files.readString(LAUNCHER).equals(script)) {
            Files.createDirectories(LAUNCHER.getParent());
            Path temporary = Files.createTempFile(LAUNCHER.getParent(), "e2e-kiln", ".new");
            Files.writeString(temporary, script);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(temporary, LAUNCHER, StandardCopyOption.REPLACE_EXISTING);
        }
        return LAUNCHER;
    }

    static Command command(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>();
        all.add(launcher());
        all.addAll(Arrays.asList(arguments));
        return withEnvironment(Command.of(Repository.ROOT, all.toArray()));
    }

    /** The example packages' own Makefile, with this Kiln. A kernel may have to be compiled: this takes its time. */
    static Command make(Object... arguments) throws IOException {
        return make(Repository.PACKAGES, arguments);
    }

    /** The Makefile of one of the example trees. */
    static Command make(Path tree, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("make", "--no-print-directory", "KILN=" + launcher()));
        all.addAll(Arrays.asList(arguments));
        return withEnvironment(Command.of(tree, all.toArray())).within(Duration.ofMinutes(30));
    }

    /** The toolchain image, in the store of this run. */
    static void importToolchain() throws IOException, InterruptedException {
        withEnvironment(Command.of(Repository.ROOT, Repository.SETUP.resolve("import-root.sh"), "toolchain"))
                .with("KILN", launcher())
                .within(Duration.ofMinutes(10))
                .run()
                .expectSuccess();
    }

    private static Command withEnvironment(Command command) {
        return command.with("KILN_HOME", HOME).with("LC_ALL", "C.UTF-8");
    }
}
