package io.kiln.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;

/** Lets a server on loopback be reached at an address of this machine that is not on loopback. */
final class Relay implements Closeable {

    private final InetSocketAddress server;
    private final ServerSocket outside;

    private Relay(InetSocketAddress server, ServerSocket outside) {
        this.server = server;
        this.outside = outside;
    }

    static Relay to(InetSocketAddress server) throws IOException {
        InetAddress address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
                .findFirst()
                .orElseThrow(() -> new IOException("this machine has no address but loopback; the test needs one, "
                        + "for example: ip link add kiln0 type dummy && ip addr add 192.0.2.1/24 dev kiln0"));
        Relay relay = new Relay(server, new ServerSocket(0, 50, address));
        start(relay::accept);
        return relay;
    }

    /** Host and port, as in references. */
    String name() {
        return outside.getInetAddress().getHostAddress() + ":" + outside.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = outside.accept();
            Socket upstream = new Socket(server.getAddress(), server.getPort());
            start(() -> copy(client, upstream));
            start(() -> copy(upstream, client));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one of the two ends was closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        outside.close();
    }
}
