package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose lines are processes of this machine. */
@Timeout(60)
class EngineRelayTest {

    private static final DockerEndpoint THERE =
            new DockerEndpoint(URI.create("ssh://there"), "the test", Optional.empty());

    @TempDir
    Path folder;

    private final List<Process> processes = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingRunsOn() {
        assertThat(processes).noneMatch(Process::isAlive);
    }

    private EngineRelay relay(int most, String script) throws IOException {
        return EngineRelay.start(
                () -> {
                    Process process = new ProcessBuilder("sh", "-c", script)
                            .directory(folder.toFile())
                            .start();
                    processes.add(process);
                    return new SshLine(THERE, process, () -> {});
                },
                most);
    }

    private static Path socket(EngineRelay relay) {
        return Path.of(relay.address().getPath());
    }

    private static SocketChannel connect(EngineRelay relay) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket(relay)));
        return channel;
    }

    private static String rest(SocketChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void megabytesGoBothWaysAtOnce() throws Exception {
        byte[] sent = new byte[20_000_000];
        new Random(7).nextBytes(sent);
        try (EngineRelay relay = relay(2, "cat");
                SocketChannel channel = connect(relay)) {
            var pool = Executors.newSingleThreadExecutor();
            Future<byte[]> received =
                    pool.submit(() -> Channels.newInputStream(channel).readAllBytes());
            Channels.newOutputStream(new Unclosable(channel)).write(sent);
            channel.shutdownOutput();

            assertThat(Arrays.equals(received.get(), sent)).isTrue();
            pool.shutdown();
        }
    }

    @Test
    void whoHasSaidAllStillHears() throws Exception {
        try (EngineRelay relay = relay(1, "sum=$(wc -c); sleep 0.3; echo $sum");
                SocketChannel channel = connect(relay)) {
            write(channel, "12345");
            channel.shutdownOutput();

            assertThat(rest(channel)).isEqualTo("5\n");
        }
    }

    @Test
    void whoHasHeardAllStillSays() throws Exception {
        try (EngineRelay relay = relay(1, "echo done; exec >&-; cat > heard; mv heard whole");
                SocketChannel channel = connect(relay)) {
            assertThat(rest(channel)).isEqualTo("done\n");
            write(channel, "late");
            channel.shutdownOutput();
            while (!Files.exists(folder.resolve("whole"))) {
                TimeUnit.MILLISECONDS.sleep(10);
            }

            assertThat(folder.resolve("whole")).hasContent("late");
        }
    }

    @Test
    void aClientThatGoesAwayEndsItsLine() throws Exception {
        try (EngineRelay relay = relay(1, "yes")) {
            try (SocketChannel channel = connect(relay)) {
                assertThat(channel.read(ByteBuffer.allocate(100))).isPositive();
            }
            while (relay.connections() > 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(processes).noneMatch(Process::isAlive);
        }
    }

    @Test
    void thereAreNoMoreLinesThanAllowed() throws Exception {
        try (EngineRelay relay = relay(2, "echo ready; exec cat >/dev/null");
                SocketChannel first = connect(relay);
                SocketChannel second = connect(relay);
                SocketChannel third = connect(relay)) {
            ByteBuffer ready = ByteBuffer.allocate(6);
            assertThat(first.read(ready)).isPositive();
            ready.clear();
            assertThat(second.read(ready)).isPositive();
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(processes).hasSize(2);

            first.close();
            ready.clear();
            assertThat(third.read(ready)).isPositive();
            assertThat(processes).hasSize(3);
        }
    }

    @Test
    void onlyItsOwnerReachesItAndNothingIsLeftOfIt() throws Exception {
        Path of;
        SocketChannel open;
        try (EngineRelay relay = relay(1, "echo ready; exec sleep 1000")) {
            of = socket(relay).getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(of)))
                    .isEqualTo("rwx------");
            open = connect(relay);
            assertThat(open.read(ByteBuffer.allocate(6))).isPositive();
        }
        try (open) {
            assertThat(of).doesNotExist();
            assertThat(rest(open)).isEmpty();
        }
    }

    @Test
    void whatAKilledKilnLeftIsRemovedAndWhatIsInUseStays() throws Exception {
        try (EngineRelay used = relay(1, "cat")) {
            Path left = Files.createTempDirectory("kiln-relay999999999-"); // no process has such a number
            ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(left.resolve("s")))
                    .close();
            Path beingMade = Files.createTempDirectory("kiln-relay999999999-");
            FileTime old = FileTime.from(Instant.now().minusSeconds(100));
            Files.setLastModifiedTime(left, old);
            Files.setLastModifiedTime(Objects.requireNonNull(socket(used).getParent()), old);
            try (EngineRelay next = relay(1, "cat")) {
                assertThat(left).doesNotExist();
                assertThat(beingMade).exists();
                assertThat(socket(used)).exists();
                assertThat(socket(next)).exists();
            } finally {
                Files.delete(beingMade);
            }
        }
    }

    @Test
    void aLineThatSaysNothingIsAnsweredForWithItsComplaint() throws Exception {
        try (EngineRelay relay = relay(1, "echo 'me@there: Permission denied (publickey).' >&2; exit 255");
                SocketChannel channel = connect(relay)) {
            write(channel, "GET / HTTP/1.1\r\n\r\n");

            assertThat(rest(channel))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("cannot be reached: ssh failed: me@there: Permission denied (publickey).");
        }
    }

    @Test
    void aComplaintWithoutEndIsCutShort() throws Exception {
        try (EngineRelay relay = relay(1, "yes complaint | head -c 3000000 >&2; exit 1");
                SocketChannel channel = connect(relay)) {
            assertThat(rest(channel)).contains("ended with 1: complaint").hasSizeLessThan(2000);
        }
    }

    /** Keeps a stream from closing the channel. */
    private record Unclosable(SocketChannel channel) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {
            // the other direction goes on
        }
    }
}
