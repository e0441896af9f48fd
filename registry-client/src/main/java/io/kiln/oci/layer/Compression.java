package io.kiln.oci.layer;

import com.github.luben.zstd.ZstdOutputStream;
import io.kiln.oci.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;

/** How a layer is compressed. The bytes are the same whatever the number of threads. */
public enum Compression {
    NONE(MediaTypes.LAYER_TAR) {
        @Override
        OutputStream open(OutputStream out, int threads) {
            return out;
        }
    },
    GZIP(MediaTypes.LAYER_GZIP) {
        @Override
        OutputStream open(OutputStream out, int threads) throws IOException {
            return new ParallelGzipOutputStream(out, GZIP_LEVEL, threads);
        }
    },
    ZSTD(MediaTypes.LAYER_ZSTD) {
        @Override
        OutputStream open(OutputStream out, int threads) throws IOException {
            ZstdOutputStream zstd = new ZstdOutputStream(out, ZSTD_LEVEL);
            try {
                // Without workers the library takes another path, which gives other bytes for large content.
                zstd.setWorkers(threads);
                return new UnflushedOutputStream(zstd);
            } catch (IOException e) {
                zstd.close();
                throw e;
            }
        }
    };

    private static final int GZIP_LEVEL = 6;
    private static final int ZSTD_LEVEL = 3;

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    abstract OutputStream open(OutputStream out, int threads) throws IOException;

    /** The OCI media type of a layer that is compressed this way. */
    public String mediaType() {
        return mediaType;
    }

    /** A stream that compresses with all processors; closing it ends the compressed content and closes the other. */
    public OutputStream compress(OutputStream out) throws IOException {
        return compress(out, Runtime.getRuntime().availableProcessors());
    }

    /** As {@link #compress(OutputStream)}, with so many threads, at least one. */
    public OutputStream compress(OutputStream out, int threads) throws IOException {
        if (threads < 1) {
            throw new IllegalArgumentException("cannot compress with " + threads + " threads");
        }
        return open(out, threads);
    }
}
