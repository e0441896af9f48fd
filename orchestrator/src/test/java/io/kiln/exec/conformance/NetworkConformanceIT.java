package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kiln.model.NetworkMode;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code network}: off unless a step asks. */
class NetworkConformanceIT extends ConformanceCase {

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = serveAt(InetAddress.getLoopbackAddress());
    }

    private static HttpServer serveAt(InetAddress address) throws IOException {
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

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void noNetworkMeansLoopbackOnly() throws Exception {
        assertThat(said(stage().build(
                                "ip -o link | wc -l; ip -o link | grep -o 'LOOPBACK,UP'",
                                "echo hello | nc -l -p 80 & sleep 0.3; nc 127.0.0.1 80 < /dev/null; wait",
                                fetch() + " 2> /dev/null || echo not reached",
                                "grep -q -w localhost /etc/hosts; hostname")))
                .containsExactly("1", "LOOPBACK,UP", "hello", "not reached", "kiln");
    }

    @Test
    void theNetworkOfTheHostReachesTheHost() throws Exception {
        assertThat(said(stage().network(NetworkMode.HOST).build(fetch(), "hostname; grep -q -w localhost /etc/hosts")))
                .contains("from the host", "kiln");
    }

    @Test
    void theDefaultNetworkReachesTheOutsideAndNotTheLoopbackOfTheHost() throws Exception {
        InetAddress outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address instanceof Inet4Address)
                .findFirst()
                .orElseThrow();
        HttpServer open = serveAt(outside);
        try {
            assertThat(said(stage().network(NetworkMode.DEFAULT)
                            .build(fetch(open), fetch(server) + " 2> /dev/null || echo not reached", "hostname")))
                    .contains("from the host", "not reached", "kiln")
                    .containsOnlyOnce("from the host");
        } finally {
            open.stop(0);
        }
    }

    @Test
    void aStepMayHaveAnotherNetworkThanTheOneBefore() throws Exception {
        assertThat(said(stage().environment("A", "1")
                        .build(
                                "echo 1 > state; mkdir -m 711 /dir; ln state link; touch -d '2001-02-03 04:05:06' state; "
                                        + fetch() + " 2> /dev/null || echo off")
                        .network(NetworkMode.HOST)
                        .buildAndTest("cat state; " + fetch() + " | grep host", "rm state")
                        .network(NetworkMode.NONE)
                        .build("cat state; test state -ef link; stat -c '%Y %h' state; stat -c %a /dir; " + fetch()
                                + " 2> /dev/null || echo off again")))
                .containsExactly("off", "1", "from the host", "1", "981173106 2", "711", "off again");
    }

    private String fetch() {
        return fetch(server);
    }

    private static String fetch(HttpServer from) {
        return "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 "
                + from.getAddress().getAddress().getHostAddress() + " "
                + from.getAddress().getPort();
    }
}
