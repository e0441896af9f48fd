package io.kiln.squashfs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of an image, at any offset. */
final class ImageFile implements Closeable {

    private final FileChannel channel;
    private final long size;

    ImageFile(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.READ);
        size = channel.size();
    }

    ByteBuffer read(long offset, int length, String what) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new SquashfsException(
                    what + " should be " + length + " bytes at offset " + offset + ", but there are only " + size);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new SquashfsException("the file became shorter while it was read");
            }
        }
        return buffer.rewind();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
