package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.plan.ContextFiles;
import io.kiln.store.KilnHome;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextSnapshotsTest {

    @TempDir
    Path folder;

    private Stores stores;
    private ContextSnapshots contexts;
    private ContextFiles files;
    private Path config;

    @BeforeEach
    void aPackageWithOneFile() throws IOException {
        stores = Stores.open(new KilnHome(folder.resolve("store")));
        contexts = new ContextSnapshots(stores.actions(), stores.snapshots());
        config = Files.writeString(folder.resolve("config"), "CONFIG_A=y\n");
        TreeMap<String, Path> all = new TreeMap<>();
        all.put("sub/config", config);
        files = new ContextFiles(all, new TreeMap<>());
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    @Test
    void filesLieBelowPkgWithPlainModes() throws Exception {
        SnapshotId id = contexts.of(files, files.digest(), "a");
        Path copy = stores.snapshots().directory(id).resolve("pkg/sub/config");
        assertThat(copy).hasContent("CONFIG_A=y\n");
        assertThat(Files.getPosixFilePermissions(copy)).hasSize(4);
        assertThat(contexts.of(files, files.digest(), "a")).isEqualTo(id);
    }

    @Test
    void aFileThatChangedSinceItWasHashedIsNotStoredUnderTheOldHash() throws Exception {
        String digest = files.digest();
        Files.writeString(config, "CONFIG_A=n\n");
        assertThatThrownBy(() -> contexts.of(files, digest, "a"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("changed");
        Files.writeString(config, "CONFIG_A=y\n");
        SnapshotId id = contexts.of(files, digest, "a");
        assertThat(stores.snapshots().directory(id).resolve("pkg/sub/config")).hasContent("CONFIG_A=y\n");
    }
}
