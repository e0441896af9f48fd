package io.kiln.exec.docker;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Docker Engine of its own with the containerd that it brings along, both below one folder and without a network. It
 * stands beside any other on the machine, and ends with the process that started it, however that one ends.
 */
public final class ContainerEngine implements Closeable {

    private static final Duration START = Duration.ofSeconds(60);

    /** Waits for the end of a pipe that only the process of the tests holds, and clears up in its place. */
    private static final String WATCH = """
            trap '' INT HUP
            read -r _ && exit 0
            timeout 20 docker --host "unix://$1/s" ps --all --quiet |
                xargs -r timeout 20 docker --host "unix://$1/s" rm --force --volumes
            timeout 20 docker --host "unix://$1/s" network prune --force
            pid=$(cat "$1/pid")
            grep -qF "$1" "/proc/$pid/cmdline" && kill "$pid"
            while grep -qF "$1" "/proc/$pid/cmdline"; do sleep 0.2; done
            grep -oE " $1/[^ ]+" /proc/mounts | sort -r | xargs -r umount --lazy
            rm -rf "$1"
            """;

    /**
     * Gives the engine a network namespace, with a line to that of the tests and a route to the networks made in it. Another
     * engine of the machine may have told its kernel to drop whatever goes over a bridge that is not its own.
     */
    private static final String APART = """
            set -e
            line=kiln$$
            ip link set lo up
            ip link add out type veth peer name "$line" netns "$1"
            ip addr add "$2.2/30" dev out
            ip link set out up
            echo 1 >/proc/sys/net/ipv4/ip_forward
            ip() { nsenter --net="/proc/$host/ns/net" ip "$@"; }
            host=$1
            ip addr add "$2.1/30" dev "$line"
            ip link set "$line" up
            ip route add "$2.128/25" via "$2.2"
            shift 2
            exec "$@"
            """;

    private final Path folder;
    private final List<String> command;
    private final Process watch;
    private Process daemon;

    private ContainerEngine(Path folder, List<String> command) throws IOException {
        this.folder = folder;
        this.command = command;
        this.daemon = launch();
        this.watch = new ProcessBuilder("bash", "-c", WATCH, "watch", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** @param options of {@code dockerd}, after those that keep it from all that is not its own */
    public static ContainerEngine start(String... options) throws IOException, InterruptedException {
        return start(List.of(), options);
    }

    /**
     * Starts one in a network namespace of its own. This host reaches the containers of its networks by their addresses, and
     * they each other. One for a process.
     */
    public static ContainerEngine startApart() throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        // Out of the addresses that are set aside for such tests (RFC 2544), by the process, so that two do not meet.
        String network = "198." + (18 + pid / 256 % 2) + "." + pid % 256;
        return start(
                List.of("unshare", "--net", "bash", "-c", APART, "apart", pid + "", network),
                "--default-address-pool=base=" + network + ".128/25,size=28");
    }

    private static ContainerEngine start(List<String> before, String... options)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kiln-de"); // short, since it is part of the names of sockets
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                "dockerd",
                "--host=unix://" + folder.resolve("s"),
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("x"),
                "--pidfile=" + folder.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false"));
        command.addAll(List.of(options));
        ContainerEngine engine = new ContainerEngine(folder, command);
        engine.awaitAnswer();
        return engine;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START);
        while (run(List.of("docker", "--host", "unix://" + socket(), "version")).exitCode != 0) {
            if (!daemon.isAlive() || Instant.now().isAfter(end)) {
                IOException failure =
                        new IOException("dockerd did not start:\n" + Files.readString(folder.resolve("log")));
                try {
                    close();
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
                throw failure;
            }
            Thread.sleep(200);
        }
    }

    /** Ends the daemon and its containerd at once, as a crash would; containers go on. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> own = daemon.children().toList();
        daemon.destroyForcibly().waitFor();
        own.forEach(ProcessHandle::destroyForcibly);
        own.forEach(process -> process.onExit().join());
    }

    /** Starts the daemon again after {@link #kill}, with all that it had. */
    public void restart() throws IOException, InterruptedException {
        // A number in them may be that of another process by now.
        Files.deleteIfExists(folder.resolve("pid"));
        Files.deleteIfExists(folder.resolve("x/containerd/containerd.pid"));
        daemon = launch();
        awaitAnswer();
    }

    /** Where it listens. */
    public Path socket() {
        return folder.resolve("s");
    }

    /** Where it keeps images and containers. */
    public Path dataRoot() {
        return folder.resolve("data");
    }

    /** Runs {@code docker}; gives what it printed. */
    public String docker(String... arguments) throws IOException, InterruptedException {
        return checked(List.of("docker", "--host", "unix://" + socket()), arguments);
    }

    /** Makes an image of one layer out of a folder, all of it owned by root. */
    public void importImage(Path root, String name) throws IOException, InterruptedException {
        Path tar = Files.createTempFile("image", ".tar");
        try {
            checked(
                    List.of("tar", "-C", root.toString(), "--numeric-owner", "--owner=0", "--group=0"),
                    "-cf",
                    tar.toString(),
                    ".");
            docker("import", tar.toString(), name);
        } finally {
            Files.delete(tar);
        }
    }

    /** Runs {@code ctr} in a namespace of its own. */
    public String ctr(String... arguments) throws IOException, InterruptedException {
        return checked(
                List.of("ctr", "--address", folder.resolve("x/containerd/containerd.sock") + "", "--namespace", "kiln"),
                arguments);
    }

    private record Result(int exitCode, String out) {}

    private String checked(List<String> start, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(start);
        command.addAll(List.of(arguments));
        Result result = run(command);
        if (result.exitCode != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + result.out);
        }
        return result.out;
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out);
    }

    /** One that was killed has left its mounts. */
    private void unmount() throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/mounts")).stream()
                .map(line -> line.split(" ")[1])
                .filter(place -> place.startsWith(folder + "/"))
                .sorted(Comparator.reverseOrder())
                .toList();
        try {
            for (String mount : mounts) {
                run(List.of("umount", "--lazy", mount));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the daemon, which ends its containerd, and removes what they left. */
    @Override
    public void close() throws IOException {
        daemon.destroy();
        try {
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.descendants().forEach(ProcessHandle::destroyForcibly);
                daemon.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.destroyForcibly();
        if (!Files.exists(folder)) {
            return; // closed before
        }
        unmount();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
