package io.kiln.kmod;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Turns a stream into {@link Bytes}: small content stays in memory, larger content goes to a temporary file. */
final class Spool {

    private static final int MEMORY_LIMIT = 4 << 20;

    private Spool() {}

    /**
     * Reads the stream to its end and leaves it open.
     *
     * @param limit in bytes; more is refused, so that hostile content cannot fill the disk
     * @param what named in the refusal
     */
    static Bytes of(InputStream in, long limit, String what) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        int count;
        while (head.size() <= MEMORY_LIMIT && (count = in.read(buffer)) >= 0) {
            head.write(buffer, 0, count);
            checkLimit(head.size(), limit, what);
        }
        return head.size() <= MEMORY_LIMIT ? new InMemory(head.toByteArray()) : onDisk(head, in, limit, what);
    }

    private static Bytes onDisk(ByteArrayOutputStream head, InputStream in, long limit, String what)
            throws IOException {
        Path file = Files.createTempFile("kiln-kmod-", ".spool");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                head.writeTo(out);
                long total = head.size();
                byte[] buffer = new byte[1 << 16];
                int count;
                while ((count = in.read(buffer)) >= 0) {
                    total += count;
                    checkLimit(total, limit, what);
                    out.write(buffer, 0, count);
                }
            }
            // The name goes at once: whatever happens to this process, nothing stays behind.
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
            return new OnDisk(channel, channel.size());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void checkLimit(long size, long limit, String what) throws KmodFormatException {
        if (size > limit) {
            throw new KmodFormatException(what + " is larger than " + limit + " bytes");
        }
    }

    /** Content on the heap. */
    record InMemory(byte[] content) implements Bytes {
        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void copy(long offset, byte[] target, int at, int length) {
            System.arraycopy(content, (int) offset, target, at, length);
        }

        @Override
        public void close() {
            // nothing is held outside the heap
        }
    }

    /** Content in a file that vanishes with its channel. */
    private record OnDisk(FileChannel channel, long size) implements Bytes {
        @Override
        public void copy(long offset, byte[] target, int at, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, at, length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + length - buffer.remaining()) < 0) {
                    throw new EOFException("a temporary file became shorter while it was read");
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
