package io.kiln.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.model.Platform;
import io.kiln.oci.Digest;
import io.kiln.oci.Image;
import io.kiln.oci.MediaTypes;
import io.kiln.oci.layout.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootfsImportTest {

    private static final Platform AMD64 = Platform.of("linux", "amd64");

    @TempDir
    Path folder;

    private OciLayout layout;
    private Path tar;

    @BeforeEach
    void aSmallRoot() throws Exception {
        layout = OciLayout.openOrCreate(folder.resolve("layout"));
        Path root = Files.createDirectories(folder.resolve("root/etc"));
        Files.writeString(root.resolve("hostname"), "kiln\n".repeat(50_000));
        tar = folder.resolve("root.tar");
        run("tar", "-C", folder.resolve("root").toString(), "-cf", tar.toString(), ".");
    }

    @Test
    void theLayerOfTheStoreIsTheTarByteForByte() throws IOException {
        Image image = new RootfsImport(layout).forStore(tar, AMD64);
        assertThat(image.manifest().layers()).singleElement().satisfies(layer -> {
            assertThat(layer.mediaType()).isEqualTo(MediaTypes.LAYER_TAR);
            assertThat(layer.digest()).isEqualTo(Digest.of(Files.readAllBytes(tar)));
        });
        assertThat(image.config().diffIds()).containsExactly(Digest.of(Files.readAllBytes(tar)));
        assertThat(image.config().platform()).isEqualTo("linux/amd64");
    }

    @ParameterizedTest
    @CsvSource({"gzip, .gz", "xz, .xz", "zstd, .zst"})
    void aCompressedTarGivesTheSameLayer(String program, String suffix) throws Exception {
        run(program, "-k", tar.toString());
        Image image = new RootfsImport(layout).forStore(Path.of(tar + suffix), AMD64);
        assertThat(image.config().diffIds()).containsExactly(Digest.of(Files.readAllBytes(tar)));
    }

    @Test
    void forARegistryTheLayerIsCompressed() throws IOException {
        Image image = new RootfsImport(layout).forRegistry(tar, AMD64);
        assertThat(image.manifest().layers().get(0).mediaType()).isEqualTo(MediaTypes.LAYER_GZIP);
        assertThat(image.config().diffIds()).containsExactly(Digest.of(Files.readAllBytes(tar)));
    }

    @Test
    void whatIsNoTarIsRefusedByName() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not an archive\n".repeat(100));
        assertThatThrownBy(() -> new RootfsImport(layout).forStore(text, AMD64))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void anEntryThatLeadsOutsideIsRefused() throws Exception {
        Path hostile = folder.resolve("hostile.tar");
        Files.writeString(folder.resolve("x"), "x");
        run("tar", "-P", "-C", folder.toString(), "--transform", "s,^x,../../x,", "-cf", hostile.toString(), "x");
        assertThatThrownBy(() -> new RootfsImport(layout).forStore(hostile, AMD64))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../../x");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
