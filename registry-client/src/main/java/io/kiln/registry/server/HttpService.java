package io.kiln.registry.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Plain HTTP/1.1 on one socket. What is no HTTP, such as the TLS greeting that skopeo and dockerd try first, is answered
 * at once, so that these clients go on to plain http without delay.
 */
final class HttpService implements Closeable {

    private static final int THREADS = 40;
    private static final int IDLE_THREADS = 4;
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(1);

    /** Kept, for a level that was set is forgotten with its logger. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private final Server server;

    private HttpService(Server server) {
        this.server = server;
    }

    /** Takes the socket over. Its threads keep the process alive until {@link #close}. */
    static HttpService start(ServerSocketChannel socket, Handler handler) throws IOException {
        if (JETTY.getLevel() == null) {
            JETTY.setLevel(Level.SEVERE); // it tells of every start, stop and client that went away
        }
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS);
        threads.setName("registry");
        threads.setStopTimeout(STOP.toMillis());
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, connections());
        connector.setHost(socket.socket().getInetAddress().getHostAddress());
        connector.setIdleTimeout(SILENCE.toMillis());
        connector.open(socket);
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new Errors());
        HttpService service = new HttpService(server);
        try {
            server.start();
        } catch (Exception e) {
            service.close();
            throw new IOException("the registry could not be started", e);
        }
        return service;
    }

    private static HttpConnectionFactory connections() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(MAX_HEADERS);
        // The bodies are hashed and stored from arrays, which a direct buffer would only be copied to.
        configuration.setUseInputDirectByteBuffers(false);
        HttpConnectionFactory connections = new HttpConnectionFactory(configuration);
        connections.setInputBufferSize(BUFFER);
        return connections;
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the registry could not be stopped", e);
        }
    }
}
