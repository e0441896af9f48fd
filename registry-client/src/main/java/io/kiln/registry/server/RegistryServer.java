package io.kiln.registry.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A registry for this machine alone, so that nothing has to be installed to push. It asks for no credentials and hence
 * listens on loopback only. Content survives restarts and crashes. Thread-safe; whoever starts it closes it.
 */
public final class RegistryServer implements Closeable {

    private static final int BACKLOG = 128;
    private static final long GRACE_NANOS = 1_000_000_000;

    private final HttpService http;
    private final InetSocketAddress address;
    private final Storage storage;
    private final RegistryHandler handler;

    private RegistryServer(HttpService http, InetSocketAddress address, Storage storage, RegistryHandler handler) {
        this.http = http;
        this.address = address;
        this.storage = storage;
        this.handler = handler;
    }

    /**
     * Serves what {@code storage} holds, which is made if it is not there. Keeps the process alive until closed.
     *
     * @param address port 0 takes a free one
     * @throws IllegalArgumentException if the address is not a loopback address
     * @throws BindException if the address is in use
     * @throws IOException if the storage is in use by another registry or cannot be written
     */
    public static RegistryServer start(InetSocketAddress address, Path storage) throws IOException {
        if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("'" + address.getHostString()
                    + "' is not a loopback address; the embedded registry knows no passwords and serves this machine"
                    + " only, for example on 127.0.0.1:5005");
        }
        ServerSocketChannel socket = bind(address);
        try {
            Storage opened = Storage.open(storage);
            try {
                RegistryHandler handler = new RegistryHandler(opened);
                InetSocketAddress bound = (InetSocketAddress) socket.getLocalAddress();
                return new RegistryServer(HttpService.start(socket, handler), bound, opened, handler);
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            return socket.bind(address, BACKLOG);
        } catch (BindException e) {
            socket.close();
            BindException told = new BindException(address.getHostString() + ":" + address.getPort()
                    + " is in use; stop what listens there or name" + " another port");
            told.initCause(e);
            throw told;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** The registry part of references to it, for example {@code 127.0.0.1:5005}. */
    public String registry() {
        String host = address().getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
    }

    /** Stops; requests under way get a second to end. */
    @Override
    public void close() throws IOException {
        long end = System.nanoTime() + GRACE_NANOS;
        while (handler.underWay() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        try {
            http.close();
        } finally {
            storage.close();
        }
    }
}
