package io.kiln.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A source on its way into the store: a temporary file that is hashed while it is written. Closing it removes the file
 * unless it was moved away. Not thread-safe.
 */
final class IncomingFile implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final long maxBytes;
    private MessageDigest sha256 = digest("SHA-256");
    private MessageDigest sha512 = digest("SHA-512");
    private long size;
    private Optional<String> entityTag = Optional.empty();

    IncomingFile(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.maxBytes = maxBytes;
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    /** What the server calls the version of the file that the bytes so far belong to. */
    Optional<String> entityTag() {
        return entityTag;
    }

    void entityTag(Optional<String> tag) {
        entityTag = tag;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Appends all of the stream, which stays open. */
    void append(InputStream in) throws IOException, InterruptedException {
        byte[] buffer = new byte[1 << 16];
        int count;
        while ((count = in.read(buffer)) >= 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while fetching a source");
            }
            append(buffer, count);
        }
    }

    private void append(byte[] buffer, int count) throws IOException {
        if (count > maxBytes - size) {
            throw FetchFailure.tooLarge(maxBytes);
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreWriteFailure(e);
        }
        sha256.update(buffer, 0, count);
        sha512.update(buffer, 0, count);
        size += count;
    }

    /** Forgets what came so far. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        sha256 = digest("SHA-256");
        sha512 = digest("SHA-512");
        size = 0;
        entityTag = Optional.empty();
    }

    /** The sums of all that was appended; afterwards nothing can be appended any more. */
    Checksums finish() throws IOException {
        channel.force(true);
        channel.close();
        return new Checksums(
                HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(sha512.digest()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }

    /** Marks that our side failed and not the server's. */
    static final class StoreWriteFailure extends IOException {
        StoreWriteFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
