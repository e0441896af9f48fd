package io.kiln.registry.server;

import io.kiln.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** One upload under way; hashed while it is written, so that its end costs nothing. Hold its monitor to use it. */
final class Upload {

    private static final int BUFFER = 256 * 1024;

    private final String id;
    private final Path file;
    private final MessageDigest hash = Digest.newSha256();
    private long size;
    private boolean ended;

    private Upload(String id, Path file) {
        this.id = id;
        this.file = file;
    }

    static Upload fresh(String id, Path file) {
        return new Upload(id, file);
    }

    /** Takes up an upload from before a restart. */
    static Upload resumed(String id, Path file) throws IOException {
        Upload upload = new Upload(id, file);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (in.read(buffer) >= 0) {
                buffer.flip();
                upload.size += buffer.remaining();
                upload.hash.update(buffer);
                buffer.clear();
            }
        }
        return upload;
    }

    String id() {
        return id;
    }

    long size() {
        return size;
    }

    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    Path file() {
        return file;
    }

    /** Appends what comes; what came before a failure of the connection stays and counts. */
    void append(InputStream content) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.truncate(size);
            out.position(size);
            for (int n = read(content, buffer); n >= 0; n = read(content, buffer)) {
                ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
                hash.update(buffer, 0, n);
                size += n;
            }
        }
    }

    private static int read(InputStream content, byte[] buffer) throws ClientGoneException {
        try {
            return content.read(buffer);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** Brings all to the disk and says what it is. Call once, at the end. */
    Digest finish() throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.force(true);
        }
        return Digest.ofSha256(hash.digest());
    }
}
