package io.kiln.oci.layer;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;

/**
 * One piece of a deflate stream, compressed apart from the others: it starts with the end of the piece before as its
 * dictionary and ends on a whole byte, so that all pieces in a row are one stream (RFC 1951; the way of pigz).
 */
final class DeflateBlock implements Callable<byte[]> {

    static final int DICTIONARY = 32 * 1024;

    private final DeflaterPool deflaters;
    private final byte[] data;
    private final int length;
    private final byte[] dictionary;
    private final boolean last;

    DeflateBlock(DeflaterPool deflaters, byte[] data, int length, byte[] dictionary, boolean last) {
        this.deflaters = deflaters;
        this.data = data;
        this.length = length;
        this.dictionary = dictionary;
        this.last = last;
    }

    @Override
    public byte[] call() {
        Deflater deflater = deflaters.take();
        try {
            if (dictionary.length > 0) {
                deflater.setDictionary(dictionary);
            }
            deflater.setInput(data, 0, length);
            if (last) {
                deflater.finish();
            }
            return drain(deflater);
        } finally {
            deflaters.giveBack(deflater);
        }
    }

    private byte[] drain(Deflater deflater) {
        byte[] out = new byte[length / 2 + 1024];
        int filled = 0;
        while (true) {
            int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
            int count = deflater.deflate(out, filled, out.length - filled, flush);
            filled += count;
            if (last ? deflater.finished() : filled < out.length) {
                return Arrays.copyOf(out, filled);
            }
            if (filled == out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
        }
    }
}
