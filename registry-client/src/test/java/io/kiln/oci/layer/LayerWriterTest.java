package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerWriterTest {

    private static final Instant EPOCH = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void imageProfileSetsOwnerTimeAndMissingDirectories() throws Exception {
        TarEntry file = TarEntry.file("usr/lib/x", 04755, 3).withOwner(5, 6).withMtime(Instant.now());

        List<TarEntry> entries = image(file, TarEntry.symlink("usr/libx", "lib"));

        assertThat(entries)
                .containsExactly(
                        TarEntry.directory("usr", 0755).withMtime(EPOCH),
                        TarEntry.directory("usr/lib", 0755).withMtime(EPOCH),
                        TarEntry.file("usr/lib/x", 04755, 3).withMtime(EPOCH),
                        TarEntry.symlink("usr/libx", "lib").withMtime(EPOCH));
    }

    @Test
    void directoriesThatAreThereKeepTheirMode() throws Exception {
        assertThat(image(
                        TarEntry.directory("root", 0700),
                        TarEntry.file("root/a", 0600, 0),
                        TarEntry.file("z/y", 0600, 0)))
                .extracting(TarEntry::path, TarEntry::mode)
                .containsExactly(tuple("root", 0700), tuple("root/a", 0600), tuple("z", 0755), tuple("z/y", 0600));
    }

    @Test
    void onlyPortableAttributesStay() throws Exception {
        List<String> warnings = new ArrayList<>();
        byte[] value = {(byte) 0x80};
        TarEntry file = TarEntry.file("f", 0644, 0)
                .withXattrs(Map.of(
                        "security.capability", value,
                        "user.note", value,
                        "user.overlay.origin", value,
                        "trusted.overlay.opaque", value,
                        "security.selinux", value));

        List<TarEntry> entries = write(LayerProfile.image(EPOCH).warningTo(warnings::add), file);

        assertThat(entries.get(0).xattrs()).containsOnlyKeys("security.capability", "user.note");
        assertThat(entries.get(0).xattrs().get("security.capability")).isEqualTo(value);
        assertThat(warnings).containsExactly("The attribute 'trusted.overlay.opaque' of 'f' is left out.");
    }

    @Test
    void foreignWhiteoutDeviceIsLeftOutWithAWarning() throws Exception {
        List<String> warnings = new ArrayList<>();

        List<TarEntry> entries = write(
                LayerProfile.image(EPOCH).warningTo(warnings::add),
                TarEntry.device("gone", EntryType.CHARACTER_DEVICE, 0, 0, 0),
                TarEntry.device("null", EntryType.CHARACTER_DEVICE, 0666, 1, 3));

        assertThat(entries).extracting(TarEntry::path).containsExactly("null");
        assertThat(warnings).hasSize(1);
    }

    @Test
    void whatCannotStandInAnImageIsRefused() {
        refused("which is not the order", TarEntry.file("b", 0, 0), TarEntry.file("a", 0, 0));
        refused("which is not the order", TarEntry.file("a", 0, 0), TarEntry.file("a", 0, 0));
        refused("no hard links", TarEntry.file("a", 0, 0), TarEntry.hardlink("b", "a"));
        refused("not a directory", TarEntry.symlink("a", "/"), TarEntry.file("a/b", 0, 0));
        refused("means a deletion", TarEntry.file("a/.wh.b", 0, 1));
        refused("'..'", TarEntry.file("../b", 0, 1));
    }

    @Test
    void exchangeProfileKeepsEverything() throws Exception {
        TarEntry file = TarEntry.file("a", 0644, 3).withOwner(5, 6).withMtime(Instant.ofEpochSecond(9, 8));

        assertThat(write(LayerProfile.exchange(), file, TarEntry.hardlink("b", "a")))
                .containsExactly(file, TarEntry.hardlink("b", "a"));
    }

    @Test
    void privateKeyStopsAnImageUnlessItIsMeantToBeThere() throws Exception {
        byte[] key = TestKeys.pem("PRIVATE KEY", TestKeys.RSA.getPrivate().getEncoded());
        LayerContent content =
                v -> v.entry(TarEntry.file("etc/key.pem", 0600, key.length), () -> new ByteArrayInputStream(key));

        assertThatThrownBy(() -> LayerWriter.write(content, LayerProfile.image(EPOCH), new ByteArrayOutputStream()))
                .isInstanceOfSatisfying(PrivateKeyFoundException.class, e -> {
                    assertThat(e.path()).isEqualTo("etc/key.pem");
                    assertThat(e.kind()).isEqualTo(PrivateKeyKind.PKCS8);
                });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerWriter.write(content, LayerProfile.image(EPOCH).allowingKeysIn(Set.of("etc/key.pem")::contains), out);
        assertThat(out.size()).isGreaterThan(key.length);
    }

    @Test
    void privateKeyInAnAttributeStopsAnImageToo() throws Exception {
        byte[] key = TestKeys.pem("PRIVATE KEY", TestKeys.EC.getPrivate().getEncoded());
        TarEntry file = TarEntry.file("f", 0644, 0).withXattrs(Map.of("user.key", key));

        assertThatThrownBy(() -> image(file))
                .isInstanceOfSatisfying(
                        PrivateKeyFoundException.class,
                        e -> assertThat(e.path()).isEqualTo("f"));
        assertThat(write(LayerProfile.image(EPOCH).allowingKeysIn("f"::equals), file))
                .hasSize(1);
    }

    private static void refused(String words, TarEntry... entries) {
        assertThatThrownBy(() -> image(entries))
                .isInstanceOf(UnsafeEntryException.class)
                .hasMessageContaining(words);
    }

    private static List<TarEntry> image(TarEntry... entries) throws IOException {
        return write(LayerProfile.image(EPOCH), entries);
    }

    private static List<TarEntry> write(LayerProfile profile, TarEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerWriter.write(
                visitor -> {
                    for (TarEntry entry : entries) {
                        visitor.entry(entry, () -> new ByteArrayInputStream(new byte[(int) entry.size()]));
                    }
                },
                profile,
                out);
        return Tars.read(out.toByteArray());
    }
}
