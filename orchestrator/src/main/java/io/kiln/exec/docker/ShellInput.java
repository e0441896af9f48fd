package io.kiln.exec.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a shell reads: texts as they are sent, until it is closed. Thread-safe; one thread reads. */
final class ShellInput extends InputStream {

    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    private byte[] current = END;
    private int taken;
    private boolean ended;

    /** Sends a text, encoded as UTF-8. */
    void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            sent.add(bytes);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (taken == current.length && !next()) {
            return -1;
        }
        int count = Math.min(length, current.length - taken);
        System.arraycopy(current, taken, into, offset, count);
        taken += count;
        return count;
    }

    private boolean next() {
        if (ended) {
            return false;
        }
        try {
            current = sent.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current = END;
        }
        taken = 0;
        ended = current.length == 0;
        return !ended;
    }

    @Override
    public void close() {
        sent.add(END);
    }
}
