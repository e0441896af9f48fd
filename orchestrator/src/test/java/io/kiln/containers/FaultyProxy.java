package io.kiln.containers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands on loopback before a server that speaks plain http, hands on every request in a connection of its own, and
 * spoils those that a test names.
 */
public final class FaultyProxy implements Closeable {

    /** Less than what is spoiled, so that a client cannot have sent it all before it notices. */
    private static final int BUFFER = 64 * 1024;

    private final InetSocketAddress server;
    private final ServerSocket listening = new ServerSocket();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Asked> spoiled = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FaultyProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        listening.setReceiveBufferSize(BUFFER);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread(this::accept);
    }

    /** @param server host and port */
    public static FaultyProxy before(String server) throws IOException {
        int colon = server.lastIndexOf(':');
        return new FaultyProxy(
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
    }

    private record Rule(Predicate<Asked> which, AtomicInteger left, Fault fault) {}

    /** Spoils the first so many requests of a kind. */
    public FaultyProxy spoil(Predicate<Asked> which, int times, Fault fault) {
        rules.add(new Rule(which, new AtomicInteger(times), fault));
        return this;
    }

    /** Host and port, as in references. */
    public String name() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** All requests that came. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Those of them that were spoiled. */
    public List<Asked> spoiled() {
        return List.copyOf(spoiled);
    }

    /**
     * A request.
     *
     * @param head the request line and the headers, without line ends
     * @param at when it came, by {@link System#nanoTime}
     */
    public record Asked(List<String> head, long at) {

        /** Whether method and target are like this, a regular expression for all of it. */
        public boolean is(String pattern) {
            return toString().matches(pattern);
        }

        /** Of its body, in bytes. */
        public long length() {
            return Long.parseLong(header("content-length", "0"));
        }

        /** @param name in lower case */
        public String header(String name, String absent) {
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(absent);
        }

        /** Method and target. */
        @Override
        public String toString() {
            return head.get(0).replaceFirst(" HTTP/.*", "");
        }
    }

    private enum End {
        RESET,
        CLOSE,
        STALL
    }

    /**
     * What goes wrong with a request.
     *
     * @param answer in place of the server's; empty for the server's own
     * @param up how many bytes of the request's body get through
     * @param down how many of the answer's
     * @param end what happens after the last of them
     */
    public record Fault(String answer, long up, long down, End end) {

        private static final Fault NONE = new Fault("", Long.MAX_VALUE, Long.MAX_VALUE, End.CLOSE);

        /** The server is not asked at all. */
        public static Fault answer(int status, String... headers) {
            String lines = "HTTP/1.1 " + status + " Spoiled\r\n";
            for (String header : headers) {
                lines += header + "\r\n";
            }
            return new Fault(
                    lines + "Content-Length: 0\r\nConnection: close\r\n\r\n",
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    End.CLOSE);
        }

        /** The connection is reset when so much of the request's body is through. */
        public static Fault resetUpload(long after) {
            return new Fault("", after, Long.MAX_VALUE, End.RESET);
        }

        /** Nothing more of the request's body is taken, and the connection stays. */
        public static Fault stallUpload(long after) {
            return new Fault("", after, Long.MAX_VALUE, End.STALL);
        }

        /** The connection ends in order in the middle of the answer's body. */
        public static Fault cutDownload(long after) {
            return new Fault("", Long.MAX_VALUE, after, End.CLOSE);
        }

        /** Nothing more of the answer's body comes, and the connection stays. */
        public static Fault stallDownload(long after) {
            return new Fault("", Long.MAX_VALUE, after, End.STALL);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            thread(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            Asked request = new Asked(head(in), System.nanoTime());
            asked.add(request);
            Fault fault = fault(request);
            if (!fault.answer.isEmpty()) {
                in.skipNBytes(request.length());
                write(client, fault.answer);
                return;
            }
            try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
                write(upstream, closing(request.head));
                if (!copy(in, upstream.getOutputStream(), request.length(), fault.up)) {
                    end(client, fault);
                    return;
                }
                InputStream back = new BufferedInputStream(upstream.getInputStream());
                write(client, closing(head(back)));
                if (!copy(back, client.getOutputStream(), Long.MAX_VALUE, fault.down)) {
                    end(client, fault);
                }
            }
        }
    }

    private Fault fault(Asked request) {
        for (Rule rule : rules) {
            if (rule.which.test(request) && rule.left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                spoiled.add(request);
                return rule.fault;
            }
        }
        return Fault.NONE;
    }

    private void end(Socket client, Fault fault) throws IOException, InterruptedException {
        if (fault.end == End.RESET) {
            client.setSoLinger(true, 0);
        } else if (fault.end == End.STALL) {
            closed.await();
        }
    }

    /** @return false if the fault's limit was reached before the end */
    private static boolean copy(InputStream from, OutputStream to, long length, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = Math.min(length, limit);
        while (left > 0) {
            int n = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                return true;
            }
            to.write(buffer, 0, n);
            left -= n;
        }
        return length <= limit;
    }

    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\n') {
                line.write(next);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
            line.reset();
        }
    }

    /** The end of a body is the end of its connection then. */
    private static String closing(List<String> head) {
        StringBuilder text = new StringBuilder();
        head.stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static void write(Socket to, String head) throws IOException {
        to.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException e) {
                // one of the ends was closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets go of all that stalls, too. */
    @Override
    public void close() throws IOException {
        listening.close();
        closed.countDown();
    }
}
