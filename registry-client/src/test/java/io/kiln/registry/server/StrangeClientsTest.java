package io.kiln.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not speak HTTP, or not as we would. */
class StrangeClientsTest {

    private static final int SECOND = 1000;

    @TempDir
    Path directory;

    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start(new InetSocketAddress("127.0.0.1", 0), directory.resolve("storage"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A connection whose reads fail when nothing comes for a second. */
    private Socket connect() throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(SECOND);
        return socket;
    }

    private static byte[] clientHello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine("127.0.0.1", 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] bytes = new byte[hello.flip().remaining()];
        hello.get(bytes);
        return bytes;
    }

    private static String readToEnd(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketException reset) {
            // as good an end as any
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String answer(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return readToEnd(socket);
    }

    @Test
    void tlsGreetingIsTurnedAwayWithinASecond() throws Exception {
        byte[] hello = clientHello();
        assertThat(hello[0]).as("a TLS handshake record").isEqualTo((byte) 0x16);
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            socket.getOutputStream().write(hello);

            readToEnd(socket);

            assertThat(System.nanoTime() - start).isLessThan(1_000_000_000);
        }
    }

    @Test
    void firstByteOfATlsGreetingIsEnoughToBeTurnedAway() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(0x16);

            assertThat(readToEnd(socket)).doesNotContain(" 200 ");
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        try (Socket socket = connect()) {
            String answer = answer(socket, "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000));

            assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"errors\"");
        }
    }

    @Test
    void ambiguousPathIsRefusedInTheFormOfTheSpecification() throws Exception {
        try (Socket socket = connect()) {
            String answer = answer(socket, "GET /v2/a%2fb/tags/list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/json", "\"UNSUPPORTED\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void aClientIsToldThatItsConnectionEndsWithARefusedPath(String method) throws Exception {
        try (Socket socket = connect()) {
            String answer =
                    answer(socket, method + " /v2/a/manifests/%2e%2e HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("connection: close")
                    .contains("\"UNSUPPORTED\"");
        }
    }

    @Test
    void bodyIsAskedForWhenTheClientWaitsForIt() throws Exception {
        String digest = Digest.of(new byte[] {'x'}).toString();
        try (Socket socket = connect()) {
            String head = "POST /v2/a/blobs/uploads/?digest=" + digest + " HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            assertThat(text(in.readNBytes(25))).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            socket.getOutputStream().write('x');
            socket.setSoTimeout(30 * SECOND); // it is brought to the disk
            assertThat(text(in.readNBytes(12))).isEqualTo("HTTP/1.1 201");
        }
    }

    @Test
    void silentClientsDoNotKeepOthersWaiting() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = connect();
                silent.add(socket);
                socket.getOutputStream().write("GET /v2/ HT".getBytes(StandardCharsets.ISO_8859_1));
            }
            try (Socket socket = connect()) {
                assertThat(answer(socket, "GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ");
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
