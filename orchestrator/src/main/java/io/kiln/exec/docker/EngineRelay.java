package io.kiln.exec.docker;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A unix socket that only this user can reach, each connection to which is carried on by a dialer. Its owner closes it,
 * which ends all of them.
 */
final class EngineRelay implements Closeable {

    private static final String NAME = "kiln-relay";
    private static final Pattern OF_PROCESS = Pattern.compile(NAME + "([0-9]{1,9})-.*");
    private static final String SOCKET = "s";
    private static final Duration BEING_MADE = Duration.ofMinutes(1);
    private static final long REST_NANOS = 50_000_000;

    private final Path folder;
    private final ServerSocketChannel server;
    private final EngineDialer dialer;
    private final Semaphore free;
    private final Set<RelayedConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private EngineRelay(Path folder, ServerSocketChannel server, EngineDialer dialer, int most) {
        this.folder = folder;
        this.server = server;
        this.dialer = dialer;
        this.free = new Semaphore(most);
    }

    /** @param most how many connections there may be at once; more have to wait */
    static EngineRelay start(EngineDialer dialer, int most) throws IOException {
        // Short, since it is part of the name of a socket. Made for its owner alone.
        Path folder = Files.createTempDirectory(NAME + ProcessHandle.current().pid() + "-");
        try {
            sweep(folder);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve(SOCKET)), most);
            EngineRelay relay = new EngineRelay(folder, server, dialer, most);
            RelayedConnection.start("kiln-engine-relay", relay::accept);
            return relay;
        } catch (IOException e) {
            Files.delete(folder);
            throw new IOException("no socket can be made in " + folder + ": " + DockerEngineExceptions.reason(e), e);
        }
    }

    /** Removes what relays left whose processes were killed. */
    private static void sweep(Path own) throws IOException {
        UserPrincipal user = Files.getOwner(own);
        Instant recent = Instant.now().minus(BEING_MADE);
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Objects.requireNonNull(own.getParent()), NAME + "*")) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                        && Files.getLastModifiedTime(folder).toInstant().isBefore(recent)
                        && !isOfLiving(folder)
                        && !isServed(folder.resolve(SOCKET))) {
                    Files.deleteIfExists(folder.resolve(SOCKET));
                    Files.deleteIfExists(folder);
                }
            }
        } catch (NoSuchFileException e) {
            // another Kiln was faster
        }
    }

    /** Whether its process runs, as far as is seen: in another container it may run unseen. */
    private static boolean isOfLiving(Path folder) {
        Matcher name = OF_PROCESS.matcher(String.valueOf(folder.getFileName()));
        return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isPresent();
    }

    private static boolean isServed(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    URI address() {
        return URI.create("unix://" + folder.resolve(SOCKET).toUri().getRawPath());
    }

    private void accept() {
        while (!closed) {
            free.acquireUninterruptibly();
            try {
                RelayedConnection connection = new RelayedConnection(server.accept(), dialer);
                open.add(connection);
                if (closed) {
                    connection.close();
                }
                connection.start(() -> {
                    open.remove(connection);
                    free.release();
                });
            } catch (IOException e) { // closed, or out of file descriptors: then for a while
                free.release();
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    /** How many connections there are. */
    int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        open.forEach(RelayedConnection::close);
        Files.deleteIfExists(folder.resolve(SOCKET));
        Files.deleteIfExists(folder);
    }
}
