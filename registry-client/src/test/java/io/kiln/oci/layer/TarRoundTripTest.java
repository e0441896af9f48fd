package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarRoundTripTest {

    @Test
    void everyFieldComesBack() throws Exception {
        TarEntry entry = new TarEntry(
                "d/" + "x".repeat(300),
                EntryType.FILE,
                06755,
                5_000_000_000L,
                2097152,
                Instant.ofEpochSecond(-5, 123_456_789),
                700,
                "",
                0,
                0,
                Map.of(
                        "security.capability",
                        new byte[] {1, 0, 0, 2, (byte) 0x80, 0, '\n', '='},
                        "user.a=b%",
                        new byte[0]));

        TarEntry read = Tars.read(Tars.of(entry)).get(0);

        assertThat(read).usingRecursiveComparison().isEqualTo(entry);
    }

    @Test
    void everyTypeComesBack() throws Exception {
        TarEntry[] entries = {
            TarEntry.directory("d", 0700),
            TarEntry.file("d/f", 0644, 5),
            TarEntry.hardlink("d/h", "d/f"),
            TarEntry.symlink("d/s", "../" + "y".repeat(200)),
            TarEntry.device("d/c", EntryType.CHARACTER_DEVICE, 0600, 4, 300),
            TarEntry.device("d/b", EntryType.BLOCK_DEVICE, 0600, 259, 1),
            new TarEntry("d/p", EntryType.FIFO, 0600, 1, 2, Instant.EPOCH, 0, "", 0, 0, Map.of())
        };

        assertThat(Tars.read(Tars.of(entries))).containsExactly(entries);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 101, 155, 256, 4000})
    void namesOfAnyLengthAndBytesComeBack(int length) throws Exception {
        String name = "\udcff" + "n".repeat(length - 1);

        assertThat(Tars.read(Tars.of(TarEntry.file(name, 0644, 0))).get(0).path())
                .isEqualTo(name);
    }

    @Test
    void contentThatIsNotAsLongAsPromisedFails() {
        for (int length : new int[] {3, 5}) {
            assertThatThrownBy(() -> new TarWriter(new ByteArrayOutputStream())
                            .write(TarEntry.file("f", 0644, 4), new ByteArrayInputStream(new byte[length])))
                    .hasMessageStartingWith("'f' became");
        }
    }

    @Test
    void unreadContentIsPassedOver() throws Exception {
        byte[] tar = Tars.of(TarEntry.file("a", 0644, 1000), TarEntry.file("b", 0644, 3));
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));

        assertThat(reader.next()).isNotNull();
        assertThat(reader.content().read()).isZero();
        assertThat(reader.next()).extracting(e -> e.path()).isEqualTo("b");
        assertThat(reader.content().readAllBytes()).hasSize(3);
        assertThat(reader.next()).isNull();
        assertThat(reader.next()).isNull();
    }
}
