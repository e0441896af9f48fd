package io.kiln.cli;

import io.kiln.JavaProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of the command line: what it printed, and its exit code. Not for parallel tests. */
record KilnRun(int exitCode, String out, String err) {

    private static final long PATIENCE_MINUTES = 10;

    /** In this process. */
    static KilnRun of(String... args) {
        PrintStream oldOut = System.out;
        PrintStream oldErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exitCode = Main.run(args);
            return new KilnRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
    }

    /**
     * In a process of its own, which knows nothing of this machine's logins, engines and authorities.
     *
     * @param environment on top of that of the tests
     */
    static KilnRun apart(Path folder, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> options = List.of(
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-Duser.home=" + folder);
        Path output = Files.createTempFile(folder, "output", "");
        Path errors = Files.createTempFile(folder, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(JavaProcess.command(options, Main.class, args))
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(DOCKER|KILN|XDG)_.*|REGISTRY_AUTH_FILE|SSL_CERT_FILE"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("kiln " + String.join(" ", args) + " has not ended in " + PATIENCE_MINUTES
                        + " minutes; it has said: " + Files.readString(errors));
            }
            return new KilnRun(process.exitValue(), Files.readString(output), Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }
}
