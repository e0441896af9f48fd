package io.kiln.exec.docker;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A unix socket that only this user can reach, each connection to which is carried on by a dialer. Its owner closes it,
 * which ends all of them.
 */
final class EngineRelay implements Closeable {

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
        Path folder = Files.createTempDirectory("kiln-relay");
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(folder.resolve("s")), most);
            EngineRelay relay = new EngineRelay(folder, server, dialer, most);
            RelayedConnection.start("kiln-engine-relay", relay::accept);
            return relay;
        } catch (IOException e) {
            Files.delete(folder);
            throw new IOException("no socket can be made in " + folder + ": " + DockerEngineExceptions.reason(e), e);
        }
    }

    /** Where it listens. */
    URI address() {
        return URI.create("unix://" + folder.resolve("s").toUri().getRawPath());
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
        Files.deleteIfExists(folder.resolve("s"));
        Files.deleteIfExists(folder);
    }
}
