package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTarTest {

    private static final String POSIX = "ustar\00000";

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/passwd", "a/../../b"})
    void entriesThatLeadOutsideAreRefused(String name) {
        assertThatThrownBy(() -> Tars.read(Tars.header(name, '0', "00000000000\0", POSIX)))
                .isInstanceOf(UnsafeEntryException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void paxPathIsCheckedToo() {
        byte[] pax = "22 path=../../../evil\n".getBytes(StandardCharsets.US_ASCII);
        byte[] tar = Tars.join(
                Tars.header("x", 'x', "00000000026\0", POSIX),
                Arrays.copyOf(pax, 512),
                Tars.header("good", '0', "00000000000\0", POSIX));

        assertThatThrownBy(() -> Tars.read(tar)).isInstanceOf(UnsafeEntryException.class);
    }

    @Test
    void hardLinkToOutsideIsRefused() {
        byte[] block = Tars.header("a", '1', "00000000000\0", POSIX);
        Tars.put(block, 157, "../../etc/shadow");

        assertThatThrownBy(() -> Tars.read(Tars.checksum(block)))
                .isInstanceOf(UnsafeEntryException.class)
                .hasMessageContaining("hard link");
    }

    @ParameterizedTest
    @CsvSource({"S,sparse", "M,another volume", "D,unknown type 'D'", "Z,unknown type 'Z'"})
    void unsupportedTypesAreRefusedWithASentence(char type, String words) {
        assertThatThrownBy(() -> Tars.read(Tars.header("f", type, "00000000000\0", POSIX)))
                .isInstanceOf(MalformedArchiveException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22 GNU.sparse.major=1\n",
                "7 path=x\n",
                "999 path=x\n",
                "path=x\n",
                "0 path=x\n",
                "4 =\n\n",
                "30 size=99999999999999999999999\n",
                "10 size=-1\n",
                "13 mtime=now\n"
            })
    void badPaxRecordsAreRefused(String records) {
        byte[] pax = records.getBytes(StandardCharsets.US_ASCII);
        byte[] tar = Tars.join(
                Tars.header("x", 'x', String.format("%011o\0", pax.length), POSIX),
                Arrays.copyOf(pax, 512),
                Tars.header("f", '0', "00000000000\0", POSIX));

        assertThatThrownBy(() -> Tars.read(tar)).isInstanceOf(MalformedArchiveException.class);
    }

    @Test
    void hugeHeadersAreRefusedBeforeTheyAreRead() {
        assertThatThrownBy(() -> Tars.read(Tars.header("x", 'x', "77777777777\0", POSIX)))
                .hasMessageContaining("a pax header has 8589934591 bytes");
        assertThatThrownBy(() -> Tars.read(Tars.header("x", 'L', "00001000000\0", "ustar  \0")))
                .hasMessageContaining("a long name has");
    }

    @Test
    void endlessExtendedHeadersAreRefused() {
        byte[] one = Tars.header("x", 'x', "00000000000\0", POSIX);
        byte[][] many = new byte[40][];
        Arrays.fill(many, one);

        assertThatThrownBy(() -> Tars.read(Tars.join(many))).hasMessageContaining("more than 16 headers");
    }

    @Test
    void tooManyEntriesAreRefused() throws Exception {
        byte[] tar = Tars.of(TarEntry.file("a", 0, 0), TarEntry.file("b", 0, 0), TarEntry.file("c", 0, 0));
        TarReader reader = new TarReader(new ByteArrayInputStream(tar), 2);
        reader.next();
        reader.next();

        assertThatThrownBy(reader::next).hasMessageContaining("more than 2 entries");
    }

    @Test
    void archiveThatIsCutOffIsNotTakenForWhole() throws Exception {
        byte[] tar = Tars.of(TarEntry.file("a", 0644, 2000));
        for (int length = 1; length < 512 + 2048; length += 100) {
            byte[] cut = Arrays.copyOf(tar, length);
            assertThatThrownBy(() -> Tars.read(cut))
                    .as("cut at %d", length)
                    .isInstanceOf(MalformedArchiveException.class)
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    void damagedHeaderIsNoticed() throws Exception {
        byte[] tar = Tars.of(TarEntry.file("a", 0644, 0));
        tar[0] = 'b';

        assertThatThrownBy(() -> Tars.read(tar)).hasMessageContaining("checksum");
    }

    @Test
    void randomDamageGivesNothingButIoExceptions() throws Exception {
        TarEntry entry = new TarEntry(
                "d/" + "x".repeat(120),
                EntryType.FILE,
                0644,
                9_000_000,
                1,
                Instant.ofEpochSecond(1, 5),
                600,
                "",
                0,
                0,
                Map.of("user.x", new byte[] {1}));
        byte[] good = Tars.of(TarEntry.directory("d", 0755), entry, TarEntry.symlink("s", "t"));
        int failures = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] tar = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                tar[random.nextInt(tar.length)] = (byte) random.nextInt();
            }
            for (int block = 0; block + 512 <= tar.length; block += 512) {
                if (random.nextBoolean() && tar[block + 257] == 'u') {
                    byte[] fixed = Tars.checksum(Arrays.copyOfRange(tar, block, block + 512));
                    System.arraycopy(fixed, 0, tar, block, 512);
                }
            }
            try {
                Tars.read(tar);
            } catch (IOException e) {
                failures++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(failures).isGreaterThan(1000);
    }
}
