package io.kiln.exec.docker;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import io.kiln.exec.BuildException;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The pool of connections to an engine, and what stands between if the transport cannot reach it by itself.
 *
 * @param address what the transport connects to
 */
record EngineConnection(URI address, DockerHttpClient http, Optional<EngineRelay> relay) implements Closeable {

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** @param environment of the user, for {@code ssh} */
    static EngineConnection open(DockerEndpoint endpoint, Map<String, String> environment, int maxConnections)
            throws BuildException, IOException {
        if (endpoint.socket().isPresent()) {
            tryOut(endpoint.socket().get());
        }
        Optional<EngineTlsContext> tls = Optional.empty();
        if (endpoint.tls().isPresent()) {
            tls = Optional.of(EngineTlsContext.of(endpoint.tls().get()));
        }
        Optional<EngineRelay> relay = Optional.empty();
        if (endpoint.isRelayed()) {
            EngineDialer dialer =
                    tls.isPresent() ? new TlsDialer(endpoint, tls.get()) : SshDialer.to(endpoint, environment);
            // Twice: one that the transport has given up may last until the engine has said all.
            relay = Optional.of(EngineRelay.start(dialer, 2 * maxConnections));
        }
        URI address = relay.map(EngineRelay::address).orElse(endpoint.address());
        ApacheDockerHttpClient.Builder builder = new ApacheDockerHttpClient.Builder()
                .dockerHost(address)
                .maxConnections(maxConnections)
                // For answers there is no timeout: a container may say nothing for hours.
                .connectionTimeout(CONNECT_TIMEOUT);
        if (relay.isEmpty() && tls.isPresent()) {
            builder.sslConfig(tls.get());
        }
        return new EngineConnection(address, new EngineHttpClient(builder.build()), relay);
    }

    /** The transport would only say after a second that there is nothing. */
    private static void tryOut(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            http.close();
        } finally {
            if (relay.isPresent()) {
                relay.get().close();
            }
        }
    }
}
