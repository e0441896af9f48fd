package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionsTest {

    private static final String KEY = "stage-" + "ab".repeat(32);

    @TempDir
    Path folder;

    private Actions actions;
    private KilnHome home;

    @BeforeEach
    void open() throws IOException {
        home = new KilnHome(folder.resolve("store")).create();
        actions = new Actions(home);
    }

    @Test
    void aRecordIsFoundAsItWasPut() throws IOException {
        actions.put(KEY, Actions.newRecord().put("outputId", "1"));
        actions.put(KEY, Actions.newRecord().put("outputId", "2"));
        assertThat(actions.find(KEY).orElseThrow().path("outputId").asText()).isEqualTo("2");
    }

    @Test
    void aTruncatedRecordCountsAsAbsent() throws IOException {
        actions.put(KEY, Actions.newRecord().put("outputId", "1"));
        try (Stream<Path> files = Files.walk(home.actions())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "{\"outputId\": \"");
            }
        }
        assertThat(actions.find(KEY)).isEmpty();
    }

    @Test
    void aRemovedRecordIsGone() throws IOException {
        actions.put(KEY, Actions.newRecord());
        actions.remove(KEY);
        actions.remove(KEY);
        assertThat(actions.find(KEY)).isEmpty();
    }

    @Test
    void aKeyCannotNameAFileElsewhere() {
        assertThatThrownBy(() -> actions.find("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theStoreIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.root())))
                .isEqualTo("rwx------");
    }
}
