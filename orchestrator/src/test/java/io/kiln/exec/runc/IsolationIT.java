package io.kiln.exec.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.kiln.exec.InstructionFailedException;
import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.model.NetworkMode;
import io.kiln.progress.BuildEvent;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationIT {

    @TempDir
    Path directory;

    private final MemoryInstructionCache cache = new MemoryInstructionCache();
    private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
    private SnapshotStore store;
    private RuncExecutor executor;
    private SnapshotId base;

    @BeforeEach
    void open() throws Exception {
        store = SnapshotStore.open(directory.resolve("store"));
        executor = new RuncExecutor(store);
        try (SnapshotDraft draft = store.begin()) {
            for (String program : List.of("/usr/bin/perl", "/usr/bin/setpriv")) {
                TinyRoot.program(draft.root(), Path.of(program));
            }
            base = TinyRoot.withBash(store);
            tools = store.commit(draft, "tools", false);
        }
    }

    private SnapshotId tools;

    @AfterEach
    void close() throws IOException {
        executor.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unshare -m true",
                "unshare -U true",
                "mount -t tmpfs none /tmp",
                "umount /proc",
                "hostname other",
                "mount -o remount,rw /sys",
                "mknod /tmp/disk b 8 0 && dd if=/tmp/disk of=/dev/null count=1"
            })
    void whatDockerForbidsFails(String command) {
        assertThatThrownBy(() -> run(NetworkMode.NONE, command + " && echo done"))
                .isInstanceOf(InstructionFailedException.class);
        assertThat(lines()).doesNotContain("done");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                250 /* keyctl */,
                321 /* bpf */,
                298 /* perf_event_open */,
                165 /* mount */,
                272 /* unshare */,
                425 /* io_uring_setup */,
                246 /* kexec_load */,
                175 /* init_module */,
                304 /* open_by_handle_at */
            })
    void theFilterRefusesTheCall(int number) throws Exception {
        run(
                NetworkMode.NONE,
                "perl -e '$! = 0; my $r = syscall(" + number + ", 0, 0, 0, 0, 0); printf \"%d %d\\n\", $r, $!'");

        assertThat(lines()).containsExactly("-1 1");
    }

    @Test
    void cloneWithANewNamespaceIsRefusedAndClone3SaysThatItIsNotThere() throws Exception {
        run(
                NetworkMode.NONE,
                "perl -e 'syscall(56, 0x10000000|17, 0, 0, 0, 0); print $!+0, \"\\n\"'",
                "perl -e 'syscall(435, 0, 0); print $!+0, \"\\n\"'");

        assertThat(lines()).containsExactly("1", "38");
    }

    @Test
    void capabilitiesAndTheFilterAreThoseOfDocker() throws Exception {
        run(NetworkMode.NONE, "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; umask");

        assertThat(lines())
                .containsExactly(
                        "CapEff:\t00000000a80425fb",
                        "CapBnd:\t00000000a80425fb",
                        "NoNewPrivs:\t0",
                        "Seccomp:\t2",
                        "0022");
    }

    @Test
    void noNetworkMeansLoopbackOnly() throws Exception {
        run(
                NetworkMode.NONE,
                "ip -o link | wc -l; ip -o link; ls /etc; nc -l -p 80 < /etc/hosts & sleep 0.3; nc 127.0.0.1 80 < /dev/null | head -n 1");

        assertThat(lines().get(0)).isEqualTo("1");
        assertThat(lines().get(1)).contains("lo:").contains("LOOPBACK,UP");
        assertThat(lines()).doesNotContain("resolv.conf").contains("127.0.0.1\tlocalhost kiln");
    }

    @Test
    void hostNetworkReachesTheHost() throws Exception {
        HttpServer server = server(InetAddress.getLoopbackAddress());
        try {
            run(NetworkMode.HOST, fetch("127.0.0.1", server));
            assertThat(lines()).contains("from the host");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void defaultNetworkReachesTheOutsideButNotTheLoopbackOfTheHost() throws Exception {
        InetAddress outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
                .findFirst()
                .orElseThrow();
        HttpServer server = server(outside);
        try {
            run(NetworkMode.DEFAULT, "cat /etc/resolv.conf; ip -o link", fetch(outside.getHostAddress(), server));
            assertThat(lines())
                    .contains("nameserver 10.0.2.3", "from the host")
                    .anyMatch(line -> line.contains("tap0"));
        } finally {
            server.stop(0);
        }
        HttpServer hidden = server(InetAddress.getLoopbackAddress());
        try {
            assertThatThrownBy(() -> run(NetworkMode.DEFAULT, fetch("10.0.2.2", hidden)))
                    .isInstanceOf(InstructionFailedException.class);
        } finally {
            hidden.stop(0);
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().command())
                        .flatMap(Optional::stream))
                .noneMatch(command -> command.endsWith("slirp4netns"));
    }

    @Test
    void mountPointsNeverEnterASnapshotEvenIfALayerHidesThem() throws Exception {
        run(
                NetworkMode.HOST,
                "ls /proc/self /sys/class /dev/null /dev/pts /dev/shm /etc/resolv.conf /etc/hosts > /dev/null",
                "mv /bin/uname /bin/uname2");

        assertThat(names(cache.of("mv /bin/uname /bin/uname2"))).containsExactly("bin");
        assertThat(
                        names(
                                cache.of(
                                        "ls /proc/self /sys/class /dev/null /dev/pts /dev/shm /etc/resolv.conf /etc/hosts > /dev/null")))
                .isEmpty();
    }

    @Test
    void aLinkThatAScriptPutsOnTheWayToAMountPointLeadsNowhereOnTheHost() throws Exception {
        Path host = Files.createDirectory(directory.resolve("host"));
        Path file = Files.createFile(host.resolve(".pwd.lock"));
        Path empty = Files.createDirectory(host.resolve("empty"));
        Path cached = Files.createDirectory(directory.resolve("cached"));

        executor.execute(
                new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base)
                        .build("mkdir /y; ln -s /y /x")
                        .caches(Map.of("/x/.pwd.lock", cached, "/x/empty", cached))
                        .build("rm /x; ln -s " + host + " /x")
                        .task(),
                events::add);

        assertThat(file).exists();
        assertThat(empty).exists();
        Path left = store.directory(cache.of("rm /x; ln -s " + host + " /x"));
        assertThat(left.resolve("x")).isSymbolicLink();
        assertThat(left.resolve("y")).isEmptyDirectory();
    }

    @Test
    void mountPointsBehindALinkOfTheRootNeverEnterASnapshot() throws Exception {
        Path cached = Files.createDirectory(directory.resolve("cached"));

        executor.execute(
                new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base)
                        .build("mkdir /run /var; ln -s /run /var/run")
                        .caches(Map.of("/var/run/deep/things", cached))
                        .build("echo 1 > /var/run/deep/things/kept")
                        .task(),
                events::add);

        assertThat(cached.resolve("kept")).hasContent("1\n");
        assertThat(store.directory(cache.of("/kept")).resolve("run")).isEmptyDirectory();
    }

    @Test
    void aBaseThatRemovesEtcStillRunsAndLeavesNothing() throws Exception {
        SnapshotId without;
        try (SnapshotDraft draft = store.begin()) {
            OverlayMarks.makeWhiteout(draft.root().resolve("etc"));
            OverlayMarks.makeWhiteout(draft.root().resolve("tmp"));
            without = store.commit(draft, "without etc", true);
        }
        executor.execute(
                new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base, without)
                        .network(NetworkMode.HOST)
                        .build("true")
                        .task(),
                events::add);

        assertThat(names(cache.of("true"))).isEmpty();
    }

    @Test
    void theConfigurationIsBoundedAndOfThisHost() throws Exception {
        Container container =
                new Container("x.1", List.of("/bin/true"), Map.of(), "/", List.of(), true, Optional.empty());
        RuntimeConfig.write(directory, "root", container);
        JsonNode linux = new ObjectMapper()
                .readTree(directory.resolve("config.json").toFile())
                .path("linux");

        assertThat(linux.path("resources").path("pids").path("limit").asLong()).isPositive();
        assertThat(linux.path("cgroupsPath").asText()).isEqualTo("/kiln/x.1");
        assertThat(linux.path("seccomp").path("architectures")).isNotEmpty();
    }

    private static String fetch(String host, HttpServer server) {
        return "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 " + host + " "
                + server.getAddress().getPort();
    }

    private static HttpServer server(InetAddress address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "from the host\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void run(NetworkMode network, String... scripts) throws Exception {
        events.clear();
        executor.execute(
                new Stages(cache, directory.resolve("hello.log"))
                        .input("base", base)
                        .input("tools", tools)
                        .network(network)
                        .build(scripts)
                        .task(),
                events::add);
    }

    private List<String> lines() {
        return events.stream()
                .filter(BuildEvent.InstructionLogged.class::isInstance)
                .map(event -> ((BuildEvent.InstructionLogged) event).line())
                .toList();
    }

    private List<String> names(SnapshotId snapshot) throws IOException {
        try (Stream<Path> entries = Files.list(store.directory(snapshot))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
