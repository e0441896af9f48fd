package io.kiln.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A clone of which only the launcher is real, and a PATH with the few programs that the launcher needs. */
final class LauncherCheckout {

    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "cp",
            "env",
            "find",
            "flock",
            "mkdir",
            "mv",
            "paste",
            "readlink",
            "rm",
            "sort",
            "tail",
            "touch");
    private static final List<String> SOURCES = List.of(
            "pom.xml",
            "pkg-model/pom.xml",
            "pkg-model/src/main/A.java",
            "registry-client/pom.xml",
            "registry-client/src/main/B.java",
            "orchestrator/pom.xml",
            "orchestrator/src/main/C.java");

    /** What came of a start. */
    record Started(int exit, String out, String err) {}

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    private LauncherCheckout(Path folder) {
        this.folder = folder;
    }

    /** Nothing is built, and neither Java nor Maven is on the PATH. */
    static LauncherCheckout in(Path folder) throws IOException {
        LauncherCheckout checkout = new LauncherCheckout(folder);
        Files.createDirectory(folder.resolve("clone"));
        Files.copy(Path.of("..", "kiln"), checkout.launcher(), StandardCopyOption.COPY_ATTRIBUTES);
        for (String source : SOURCES) {
            Path file = checkout.file(source);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        Files.copy(
                Path.of("src", "main", "launcher", "start.sh"),
                Files.createDirectories(checkout.file("orchestrator/src/main/launcher"))
                        .resolve("start.sh"));
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (Stream<Path> files = Files.walk(folder.resolve("clone"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(yesterday));
            }
        }
        Path bin = Files.createDirectory(checkout.bin());
        for (String tool : TOOLS) {
            Files.copy(tool(tool), bin.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
        }
        checkout.environment.put("PATH", bin.toString());
        return checkout;
    }

    private static Path tool(String name) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return Path.of(directory, name);
            }
        }
        throw new AssertionError(name + " is not on the PATH");
    }

    Path launcher() {
        return file("kiln");
    }

    Path file(String path) {
        return folder.resolve("clone").resolve(path);
    }

    private Path bin() {
        return folder.resolve("bin");
    }

    /** Moves the whole clone; what is asked of this object afterwards is still meant for the old place. */
    LauncherCheckout movedTo(Path other) throws IOException {
        Files.move(folder.resolve("clone"), Files.createDirectories(other).resolve("clone"));
        LauncherCheckout moved = new LauncherCheckout(other);
        moved.environment.putAll(environment);
        return moved;
    }

    /** Puts a Java of some version on the PATH: it says that version, and what it was started with. */
    LauncherCheckout withJava(String version) throws IOException {
        java(bin().resolve("java"), version);
        return this;
    }

    /** A Java of some version in a home of its own; give its folder as JAVA_HOME. */
    Path javaHome(String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve("java-" + version));
        Files.createDirectories(home.resolve("bin"));
        java(home.resolve("bin/java"), version);
        return home;
    }

    private void java(Path file, String version) throws IOException {
        script(file, """
                echo "$0 $*" >> '%s'
                case $1 in
                  -version) echo 'openjdk version "%s" 2026-01-01' >&2 ;;
                  *) echo "Java %s, LC_ALL=$LC_ALL: ${@: -1}" ;;
                esac
                """.formatted(folder.resolve("java.log"), version, version));
    }

    /** Puts a Maven on the PATH that runs this bash script in the clone and logs that it was called. */
    LauncherCheckout withMaven(String script) throws IOException {
        script(bin().resolve("mvn"), "echo \"$*\" >> '" + folder.resolve("mvn.log") + "'\n" + script);
        return this;
    }

    LauncherCheckout with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** How often Maven was called. */
    int builds() throws IOException {
        return lines("mvn.log").size();
    }

    /** Each start of the Java: its file and arguments. */
    List<String> javaStarts() throws IOException {
        return lines("java.log");
    }

    private List<String> lines(String log) throws IOException {
        Path file = folder.resolve(log);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    Started start(String... arguments) throws IOException, InterruptedException {
        return startBy(launcher(), arguments);
    }

    /** As {@link #start}, but by another name of the launcher. */
    Started startBy(Path launcher, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Started(process.waitFor(), out, Files.readString(err));
    }
}
