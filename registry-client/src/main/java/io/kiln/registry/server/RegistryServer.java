package io.kiln.registry.server;

import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A registry for this machine alone, so that nothing has to be installed to push. It asks for no credentials and hence
 * listens on loopback only. Content survives restarts and crashes. Thread-safe; whoever starts it closes it.
 */
public final class RegistryServer implements Closeable {

    private static final int THREADS = 32;
    private static final long GRACE_NANOS = 1_000_000_000;
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final HttpServer http;
    private final ExecutorService threads;
    private final Storage storage;
    private final RegistryHandler handler;

    private RegistryServer(HttpServer http, ExecutorService threads, Storage storage, RegistryHandler handler) {
        this.http = http;
        this.threads = threads;
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
        if (System.getProperty(NO_DELAY) == null) {
            // Without it each answer on a kept connection waits for a delayed ACK, 40 ms.
            System.setProperty(NO_DELAY, "true");
        }
        HttpServer http = bind(address);
        Storage opened;
        try {
            opened = Storage.open(storage);
        } catch (IOException | RuntimeException e) {
            http.stop(0);
            throw e;
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        http.setExecutor(threads);
        RegistryHandler handler = new RegistryHandler(opened);
        http.createContext("/", handler);
        http.start();
        return new RegistryServer(http, threads, opened, handler);
    }

    private static HttpServer bind(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (BindException e) {
            BindException told = new BindException(address.getHostString() + ":" + address.getPort()
                    + " is in use; stop what listens there or name" + " another port");
            told.initCause(e);
            throw told;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /** The registry part of references to it, for example {@code 127.0.0.1:5005}. */
    public String registry() {
        String host = address().getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
    }

    /** Stops; requests under way get a second to end. */
    @Override
    public void close() throws IOException {
        // HttpServer.stop sleeps its whole delay even when nothing is under way, so the waiting is ours.
        long end = System.nanoTime() + GRACE_NANOS;
        while (handler.underWay() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        http.stop(0);
        threads.shutdownNow();
        storage.close();
    }
}
