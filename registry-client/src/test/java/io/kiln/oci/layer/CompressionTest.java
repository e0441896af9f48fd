package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bytesDoNotDependOnTheThreads(Compression compression) throws Exception {
        byte[] content = content(20_000_000);

        byte[] one = compress(compression, content, 1, content.length);

        assertThat(compress(compression, content, 2, 10_000)).isEqualTo(one);
        assertThat(compress(compression, content, 8, 777_777)).isEqualTo(one);
        assertThat(open(one)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262143, 262144, 262145, 524288})
    void sizesAroundThePiecesComeBack(int size) throws Exception {
        byte[] content = content(size);

        byte[] gzip = compress(Compression.GZIP, content, 2, 4096);

        assertThat(open(gzip)).isEqualTo(content);
        assertThat(Arrays.copyOf(gzip, 10)).containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
    }

    @Test
    void contentThatCannotBeCompressedComesBack() throws Exception {
        byte[] noise = new byte[3_000_000];
        new Random(3).nextBytes(noise);

        assertThat(open(compress(Compression.GZIP, noise, 2, 65536))).isEqualTo(noise);
    }

    @Test
    void allMembersOfAGzipFileAreRead() throws Exception {
        byte[] members = Tars.join(
                compress(Compression.GZIP, new byte[] {1, 2}, 1, 2), compress(Compression.GZIP, new byte[] {3}, 1, 1));
        InputStream slow = new ByteArrayInputStream(members) {
            @Override
            public synchronized int available() {
                return 0;
            }

            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 3));
            }
        };

        assertThat(Decompression.open(slow, 100).readAllBytes()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatUnpacksToTooMuchIsStopped(Compression compression) throws Exception {
        byte[] bomb = compress(compression, new byte[5_000_000], 1, 65536);

        assertThatThrownBy(() -> Decompression.open(new ByteArrayInputStream(bomb), 1_000_000)
                        .readAllBytes())
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessageContaining("more than 1000000 bytes");
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"GZIP", "ZSTD"})
    void damageIsSaidInOneWay(Compression compression) throws Exception {
        byte[] good = compress(compression, content(100_000), 1, 65536);
        byte[] cut = Arrays.copyOf(good, good.length / 2);

        assertThatThrownBy(() -> open(cut)).isInstanceOf(MalformedArchiveException.class);
    }

    @Test
    void failureOfTheSinkEndsTheStream() throws Exception {
        OutputStream full = new OutputStream() {
            private int left = 100_000;

            @Override
            public void write(int b) throws IOException {
                if (--left < 0) {
                    throw new IOException("disk full");
                }
            }
        };
        OutputStream gzip = Compression.GZIP.compress(full, 2);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        gzip.write(content(500_000));
                    }
                })
                .hasMessage("disk full");
        gzip.close();
        assertThatThrownBy(() -> gzip.write(1)).isInstanceOf(IOException.class);
    }

    /** Something between text and noise. */
    static byte[] content(int size) {
        byte[] content = new byte[size];
        Random random = new Random(size);
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i % 50 < 20 ? random.nextInt(16) : i / 1000);
        }
        return content;
    }

    private static byte[] compress(Compression compression, byte[] content, int threads, int chunk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = compression.compress(out, threads)) {
            for (int at = 0; at < content.length; at += chunk) {
                packed.write(content, at, Math.min(chunk, content.length - at));
                packed.flush();
            }
        }
        return out.toByteArray();
    }

    private static byte[] open(byte[] packed) throws IOException {
        return Decompression.open(new ByteArrayInputStream(packed), Long.MAX_VALUE)
                .readAllBytes();
    }
}
