package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kiln.tls.TrustedAuthorities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class HttpClientThreadsTest {

    @Test
    void noThreadOfAClientIsLeftToHoldUpTheEndOfTheProcess() throws Exception {
        Process process = start(OneRequest.class);

        assertThat(said(process)).containsExactly("before: 1", "after: 0");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void aClientThatDeadlocksWhileItEndsDoesNotHoldUpTheEndOfTheProcess() throws Exception {
        Process process = start(StuckClient.class);
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(said(process)).containsExactly("after: 1");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Class<?> main) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()))
                .redirectErrorStream(true)
                .start();
    }

    private static List<String> said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static long clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("-SelectorManager"))
                .count();
    }

    /** A process of its own, since the clients of the other tests are to live on. */
    static final class OneRequest {

        public static void main(String[] args) throws Exception {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            HttpClient client = new HttpClients(TrustedAuthorities.ofSystem(), Duration.ofSeconds(60)).plain();
            client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            System.out.println("before: " + clientThreads());
            HttpClientThreads.end();
            System.out.println("after: " + clientThreads());
            server.stop(0);
        }
    }

    /** What Java 17's client is when it has ended while an answer came in: its thread keeps its own monitor for ever. */
    static final class StuckClient {

        public static void main(String[] args) throws Exception {
            CountDownLatch locked = new CountDownLatch(1);
            Thread stuck = new Thread(() -> keepOwnMonitor(locked), "HttpClient-1-SelectorManager");
            stuck.setDaemon(true);
            stuck.start();
            locked.await();
            HttpClientThreads.end();
            System.out.println("after: " + clientThreads());
        }

        private static void keepOwnMonitor(CountDownLatch locked) {
            synchronized (Thread.currentThread()) {
                locked.countDown();
                while (true) {
                    LockSupport.park();
                    Thread.interrupted();
                }
            }
        }
    }
}
