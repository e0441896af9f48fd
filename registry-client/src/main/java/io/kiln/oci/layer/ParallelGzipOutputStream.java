package io.kiln.oci.layer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * Writes one gzip member (RFC 1952) with several threads. The content is cut at fixed places, so the bytes do not depend
 * on the number of threads; a few pieces for each thread are in memory at a time. Not thread-safe itself.
 */
final class ParallelGzipOutputStream extends OutputStream {

    private static final int PIECE = 256 * 1024;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final ExecutorService workers;
    private final DeflaterPool deflaters;
    private final int maxPending;
    private final Deque<Future<byte[]>> pending = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private byte[] piece = new byte[PIECE];
    private byte[] dictionary = new byte[0];
    private int filled;
    private long total;
    private boolean failed;
    private boolean closed;

    ParallelGzipOutputStream(OutputStream out, int level, int threads) throws IOException {
        this.out = out;
        this.deflaters = new DeflaterPool(level);
        this.maxPending = threads + 2;
        this.workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "gzip");
            thread.setDaemon(true);
            return thread;
        });
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed || failed) {
            throw new IOException("the gzip stream is closed or has failed before");
        }
        crc.update(bytes, offset, length);
        total += length;
        int done = 0;
        while (done < length) {
            if (filled == PIECE) {
                submit(false);
            }
            int count = Math.min(length - done, PIECE - filled);
            System.arraycopy(bytes, offset + done, piece, filled, count);
            filled += count;
            done += count;
        }
    }

    private void submit(boolean last) throws IOException {
        while (pending.size() >= maxPending) {
            writeOldest();
        }
        byte[] data = piece;
        pending.add(workers.submit(new DeflateBlock(deflaters, data, filled, dictionary, last)));
        dictionary = Arrays.copyOfRange(data, Math.max(0, filled - DeflateBlock.DICTIONARY), filled);
        piece = last ? new byte[0] : new byte[PIECE];
        filled = 0;
    }

    private void writeOldest() throws IOException {
        boolean done = false;
        try {
            out.write(pending.remove().get());
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        } catch (ExecutionException e) {
            throw new IOException("compression failed", e.getCause());
        } finally {
            failed = !done;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream closing = out) {
            if (!failed) {
                submit(true);
                while (!pending.isEmpty()) {
                    writeOldest();
                }
                closing.write(trailer());
            }
        } finally {
            stop();
        }
    }

    private void stop() {
        workers.shutdownNow();
        try {
            if (workers.awaitTermination(10, TimeUnit.SECONDS)) {
                deflaters.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] trailer() {
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (crc.getValue() >>> 8 * i);
            trailer[4 + i] = (byte) (total >>> 8 * i);
        }
        return trailer;
    }
}
