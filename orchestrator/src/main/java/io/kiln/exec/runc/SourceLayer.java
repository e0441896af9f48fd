package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.exec.StepTask;
import io.kiln.linux.Linux;
import io.kiln.linux.LinuxException;
import io.kiln.store.SnapshotDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Puts the sources of a step into the working directory, as links to the files of the store. */
final class SourceLayer {

    private static final int INPUT_IS_WRONG = 2;

    private SourceLayer() {}

    static void push(StepTask step, RootStack stack) throws IOException, BuildException {
        if (step.sources().isEmpty()) {
            return;
        }
        SnapshotDraft draft = stack.draft();
        Placement placement = new Placement(stack.tree(), draft.root());
        Path workingDirectory = Path.of(StageRun.WORKING_DIRECTORY);
        for (Map.Entry<String, Path> source : step.sources().entrySet()) {
            Path place = workingDirectory.resolve(source.getKey()).normalize();
            if (!place.startsWith(workingDirectory) || place.equals(workingDirectory)) {
                throw new BuildException(
                        INPUT_IS_WRONG,
                        "source destination '" + source.getKey() + "' of step " + step.index()
                                + " is not below the working directory");
            }
            link(source.getValue(), placement.makeRoomFor(place.toString()));
        }
        stack.push(draft.root());
    }

    private static void link(Path file, Path place) throws IOException {
        try {
            Linux.link(file, place);
        } catch (LinuxException e) {
            if (e.errno() != LinuxException.EXDEV && e.errno() != LinuxException.EMLINK) {
                throw e;
            }
            Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
