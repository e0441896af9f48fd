package io.kiln.exec.docker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kiln.exec.docker.EngineDialer.Line;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client of a relay and the line to its engine. What one side ends, is ended on the other, and the other direction
 * goes on; when the client is gone, the line is cut.
 */
final class RelayedConnection implements Closeable {

    /** The status with which a gateway says that it could not get through. */
    static final int BAD_GATEWAY = 502;

    private static final int CHUNK = 1 << 16;

    private final SocketChannel client;
    private final EngineDialer dialer;
    private @Nullable Line line;
    private boolean closed;

    RelayedConnection(SocketChannel client, EngineDialer dialer) {
        this.client = client;
        this.dialer = dialer;
    }

    /** Carries on in threads of its own. */
    void start(Runnable whenOver) {
        start("kiln-engine-down", () -> {
            try (this) {
                Optional<Line> dialed = dial();
                if (dialed.isPresent()) {
                    Thread up = start("kiln-engine-up", () -> up(dialed.get()));
                    down(dialed.get());
                    up.join();
                    dialed.get().end();
                }
            } catch (IOException | InterruptedException e) {
                // The client went away, or all is being closed: nobody is left who could be told.
            } finally {
                whenOver.run();
            }
        });
    }

    private Optional<Line> dial() throws IOException {
        try {
            Line dialed = dialer.dial();
            synchronized (this) {
                line = dialed;
                if (!closed) {
                    return Optional.of(dialed);
                }
            }
            dialed.close();
        } catch (IOException e) {
            refuse(DockerEngineExceptions.reason(e));
        }
        return Optional.empty();
    }

    private void up(Line to) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (OutputStream out = to.out()) {
            while (client.read(chunk) >= 0) {
                out.write(chunk.array(), 0, chunk.position());
                out.flush();
                chunk.clear();
            }
        } catch (IOException e) {
            // The engine takes no more. What it says to that is still carried.
        }
    }

    private void down(Line from) throws IOException {
        byte[] chunk = new byte[CHUNK];
        InputStream in = from.in();
        boolean silent = true;
        for (int count = read(in, chunk); count >= 0; count = read(in, chunk)) {
            silent = false;
            write(ByteBuffer.wrap(chunk, 0, count));
        }
        if (silent) {
            Optional<String> failure = from.failure();
            if (failure.isPresent()) {
                refuse(failure.get());
            }
        }
        client.shutdownOutput();
    }

    private static int read(InputStream in, byte[] chunk) {
        try {
            return in.read(chunk);
        } catch (IOException e) { // a line that was cut has no more to say
            return -1;
        }
    }

    /** Answers in the place of an engine that was not reached. */
    private void refuse(String why) throws IOException {
        byte[] body = JsonMapper.builder().build().writeValueAsBytes(Map.of("message", why));
        String head = "HTTP/1.1 " + BAD_GATEWAY + " Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        write(ByteBuffer.wrap(body));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    /** Cuts both sides. */
    @Override
    public void close() {
        Line dialed;
        synchronized (this) {
            closed = true;
            dialed = line;
        }
        try {
            client.close();
        } catch (IOException e) {
            // it is gone in any case
        }
        if (dialed != null) {
            dialed.close();
        }
    }

    static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
