package io.kiln.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.oci.BlobMismatchException;
import io.kiln.oci.Descriptor;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.ImageConfig;
import io.kiln.oci.ImageIndex;
import io.kiln.oci.ImageManifest;
import io.kiln.oci.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciLayoutTest {

    @TempDir
    Path dir;

    private OciLayout layout;

    @BeforeEach
    void open() throws IOException {
        layout = OciLayout.openOrCreate(dir.resolve("store"));
    }

    @Test
    void blobIsStoredUnderItsDigest() throws Exception {
        Descriptor blob = layout.put("x/y", out -> out.write(bytes("hello")));

        assertThat(blob).isEqualTo(Descriptor.of("x/y", Digest.of(bytes("hello")), 5));
        assertThat(layout.has(blob)).isTrue();
        assertThat(layout.size(blob.digest())).hasValue(5);
        assertThat(layout.open(blob)).hasContent("hello");
    }

    @Test
    void wrongContentLeavesNothing() {
        Descriptor promised = Descriptor.of("x/y", Digest.of(bytes("hello")), 5);

        assertThatThrownBy(() -> layout.put(promised, new ByteArrayInputStream(bytes("hullo"))))
                .isInstanceOf(BlobMismatchException.class);
        assertThatThrownBy(() -> layout.put("x/y", out -> {
                    out.write(1);
                    throw new IOException("broken");
                }))
                .hasMessage("broken");

        assertThat(dir.resolve("store/blobs/sha256")).isEmptyDirectory();
        assertThatThrownBy(() -> layout.open(promised)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void truncatedBlobIsWrittenAnew() throws Exception {
        Descriptor blob = layout.put("x/y", out -> out.write(bytes("hello")));
        Files.write(layout.file(blob.digest()), bytes("he"));

        assertThat(layout.has(blob)).isFalse();
        layout.put(blob, new ByteArrayInputStream(bytes("hello")));
        assertThat(layout.open(blob)).hasContent("hello");
    }

    @Test
    void nameMovesFromOneManifestToAnother() throws Exception {
        Descriptor first = layout.write(image("one"));
        Descriptor second = layout.write(image("two"));

        layout.setRef("v1", first);
        layout.setRef("other", first);
        layout.setRef("v1", second);

        assertThat(layout.find("v1").orElseThrow().digest()).isEqualTo(second.digest());
        assertThat(layout.find("other").orElseThrow().digest()).isEqualTo(first.digest());
        assertThat(layout.removeRef("v1")).isTrue();
        assertThat(layout.removeRef("v1")).isFalse();
        assertThat(layout.find("v1")).isEmpty();
    }

    @Test
    void manifestThatIsNotHereCannotBeNamed() {
        Descriptor absent = Descriptor.of(MediaTypes.MANIFEST, Digest.of(bytes("no")), 2);

        assertThatThrownBy(() -> layout.setRef("v1", absent)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void unknownFieldsOfTheIndexSurviveAChange() throws Exception {
        Descriptor manifest = layout.write(image("one"));
        Files.writeString(
                dir.resolve("store/index.json"),
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"" + manifest.digest()
                        + "\",\"size\":1,\"data\":\"aGk=\"}],\"later\":true}");

        layout.setRef("v1", manifest);

        assertThat(Files.readString(dir.resolve("store/index.json"))).contains("\"data\":\"aGk=\"", "\"later\":true");
    }

    @Test
    void indexForTwoPlatformsIsCopiedWithAllItsBlobs() throws Exception {
        Image arm = image("arm");
        Image amd = image("amd");
        layout.write(arm);
        layout.write(amd);
        ImageIndex index = ImageIndex.builder()
                .manifest(arm.descriptor(), "linux/arm64")
                .manifest(amd.descriptor(), "linux/amd64")
                .build();

        OciLayout other = OciLayout.openOrCreate(dir.resolve("other"));
        other.setRef("all", other.write(index, layout));

        ImageIndex copied = other.readIndex(other.find("all").orElseThrow());
        Image found = other.image(copied.forPlatform("linux/arm64").orElseThrow());
        assertThat(found.open(found.manifest().layers().get(0))).hasContent("arm");
        assertThat(found.config().platform()).isEqualTo("linux/amd64");
    }

    @Test
    void manyWritersLoseNoName() throws Exception {
        Descriptor manifest = layout.write(image("one"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String name = "v" + i;
            work.add(() -> {
                OciLayout.openOrCreate(dir.resolve("store")).setRef(name, manifest);
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
        threads.shutdown();

        assertThat(layout.index().manifests()).hasSize(40);
    }

    @Test
    void leftoversOfACrashAreRemovedWhenTheyAreOld() throws Exception {
        Path old = Files.writeString(dir.resolve("store/blobs/sha256/.tmp-old"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path young = Files.writeString(dir.resolve("store/blobs/sha256/.tmp-young"), "x");

        OciLayout.openOrCreate(dir.resolve("store"));

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void otherDirectoryIsNotALayout() throws Exception {
        assertThatThrownBy(() -> OciLayout.open(dir))
                .isInstanceOf(LayoutException.class)
                .hasMessage("The image layout in " + dir + " cannot be used: it has no file 'oci-layout'.");
        Files.writeString(dir.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertThatThrownBy(() -> OciLayout.open(dir)).hasMessageContaining("its version is '2.0.0'");
    }

    private Image image(String content) throws IOException {
        Descriptor layer = layout.put(MediaTypes.LAYER_TAR, out -> out.write(bytes(content)));
        ImageConfig config = ImageConfig.builder("linux/amd64")
                .layer(layer.digest(), content)
                .build();
        layout.put(config.raw());
        ImageManifest manifest =
                ImageManifest.builder(config.descriptor()).layer(layer).build();
        layout.put(manifest.raw());
        return Image.of(manifest, layout);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
