package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether snapshots of a store can be directories in overlayfs form. That takes Linux, root, and a file system that tells
 * {@code a} from {@code A}; it is tried when it is first asked for. Thread-safe.
 */
final class DirectoryForm {

    private static final int SOME_USER = 12345;

    private final Forms forms;
    private final TempSpace temp;
    private @Nullable Optional<String> known;

    DirectoryForm(Forms forms, TempSpace temp) {
        this.forms = forms;
        this.temp = temp;
    }

    /** Why not, as the end of a sentence; nothing if they can be. */
    synchronized Optional<String> problem() throws IOException {
        if (known == null) {
            known = forms == Forms.TAR_ONLY ? Optional.of("the store was opened for archives only") : probe();
        }
        return known;
    }

    private Optional<String> probe() throws IOException {
        if (!Linux.isHere()) {
            return Optional.of("only Linux has files like those of a layer");
        }
        Path scratch = PrivateDirectories.create(temp.fresh("probe"));
        try {
            Path file = Files.createFile(scratch.resolve("case"));
            if (Files.exists(scratch.resolve("CASE"))) {
                return Optional.of("the file system of " + temp.directory() + " does not tell 'a' from 'A'");
            }
            return tryMarks(scratch, file);
        } finally {
            Trees.delete(scratch);
        }
    }

    private static Optional<String> tryMarks(Path scratch, Path file) {
        try {
            Path mark = scratch.resolve("mark");
            OverlayMarks.makeWhiteout(mark);
            OverlayMarks.makeOpaque(scratch);
            Linux.lchown(file, SOME_USER, SOME_USER + 1);
            Stat owner = Linux.lstat(file);
            boolean kept = owner.uid() == SOME_USER && owner.gid() == SOME_USER + 1;
            if (kept && Linux.lstat(mark).isWhiteout() && OverlayMarks.isOpaque(scratch)) {
                return Optional.empty();
            }
            return Optional.of("its file system does not keep owners and marks");
        } catch (IOException e) {
            return Optional.of(
                    "only root on a file system of Linux can give files owners and marks (" + e.getMessage() + ")");
        }
    }
}
