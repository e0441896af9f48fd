package io.kiln.exec.docker;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** Connects with TLS to an engine whose certificate is not to be checked. */
record TlsDialer(DockerEndpoint endpoint, EngineTlsContext tls) implements EngineDialer {

    @Override
    public Line dial() throws IOException {
        URI address = endpoint.address();
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int)
                    EngineConnection.CONNECT_TIMEOUT.toMillis());
            SSLSocket socket = (SSLSocket)
                    tls.context().getSocketFactory().createSocket(plain, address.getHost(), address.getPort(), true);
            socket.startHandshake();
            return new TlsLine(endpoint, socket);
        } catch (IOException e) {
            plain.close();
            throw new IOException(new EngineUnreachable(endpoint).sentence(e), e);
        }
    }

    private record TlsLine(DockerEndpoint endpoint, SSLSocket socket) implements Line {

        @Override
        public InputStream in() {
            try {
                return socket.getInputStream();
            } catch (IOException e) { // closed meanwhile
                return InputStream.nullInputStream();
            }
        }

        @Override
        public OutputStream out() {
            try {
                return new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        socket.shutdownOutput();
                    }
                };
            } catch (IOException e) { // closed meanwhile
                return OutputStream.nullOutputStream();
            }
        }

        @Override
        public void end() {
            close();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone in any case
            }
        }

        @Override
        public Optional<String> failure() {
            return Optional.of(new EngineUnreachable(endpoint).sentence(new IOException("it ended the connection")));
        }
    }
}
