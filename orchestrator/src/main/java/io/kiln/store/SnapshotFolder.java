package io.kiln.store;

import io.kiln.store.SnapshotInfo.TarFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code snapshots/<id>}: what is there counts, whatever {@code layer.json} says. */
record SnapshotFolder(SnapshotId id, Path folder) {

    static final String INFO = "layer.json";

    Path form(SnapshotForm form) {
        return folder.resolve(form.fileName());
    }

    boolean has(SnapshotForm form) {
        return form == SnapshotForm.DIRECTORY
                ? Files.isDirectory(form(form), LinkOption.NOFOLLOW_LINKS)
                : Files.isRegularFile(form(form), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isThere() {
        return has(SnapshotForm.DIRECTORY) || has(SnapshotForm.TAR);
    }

    SnapshotInfo info() throws IOException {
        List<String> present = Arrays.stream(SnapshotForm.values())
                .filter(this::has)
                .map(SnapshotForm::fileName)
                .toList();
        return SnapshotInfo.read(Files.readAllBytes(folder.resolve(INFO))).withForms(present);
    }

    /**
     * The tar form if it is whole. One whose size is not that in {@code layer.json} was torn by a power cut.
     *
     * @throws IOException if there is one that cannot be used, and nothing to make it of again
     */
    Optional<LayerTarFile> tar() throws IOException {
        if (!has(SnapshotForm.TAR)) {
            return Optional.empty();
        }
        Path file = form(SnapshotForm.TAR);
        Optional<TarFacts> facts = info().tar();
        if (facts.isPresent() && Files.size(file) == facts.get().size()) {
            return Optional.of(
                    new LayerTarFile(file, facts.get().size(), facts.get().diffId()));
        }
        if (has(SnapshotForm.DIRECTORY)) {
            return Optional.empty();
        }
        throw new IOException("snapshot " + id + " is damaged: " + file + " is not as long as its layer.json says;"
                + " remove " + folder + ", and what made it runs again");
    }

    /** Replaces {@code layer.json}. */
    void write(SnapshotInfo info, Path temp) throws IOException {
        Files.write(temp, info.toJson());
        Files.move(temp, folder.resolve(INFO), StandardCopyOption.ATOMIC_MOVE);
    }

    NoSuchFileException gone() {
        return new NoSuchFileException(folder.toString(), null, "there is no such snapshot in the store");
    }
}
