package io.kiln.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The directory in which every instruction starts, and the sources of a step in it. */
public final class WorkingDirectory {

    public static final String PATH = "/tmp/build";

    private static final int INPUT_IS_WRONG = 2;

    private WorkingDirectory() {}

    /** Makes it, empty, on top of a root. */
    public static <L> void push(RootLayers<L> root) throws IOException {
        Placement placement = new Placement(root.tree());
        placement.directory(PATH);
        root.push(root.write(placement.layer()));
    }

    /** Puts the sources of a step into it, if it has any. */
    public static <L> void pushSources(StepTask step, RootLayers<L> root) throws IOException, BuildException {
        Map<Path, Path> places = places(step);
        if (places.isEmpty()) {
            return;
        }
        Placement placement = new Placement(root.tree());
        for (Map.Entry<Path, Path> source : places.entrySet()) {
            placement.file(source.getKey().toString(), source.getValue());
        }
        root.push(root.write(placement.layer()));
    }

    /**
     * Where the sources of a step belong: files of this host, by absolute path in the root.
     *
     * @throws BuildException if one is not below the working directory
     */
    public static Map<Path, Path> places(StepTask step) throws BuildException {
        Path workingDirectory = Path.of(PATH);
        Map<Path, Path> places = new LinkedHashMap<>();
        for (Map.Entry<String, Path> source : step.sources().entrySet()) {
            Path place = workingDirectory.resolve(source.getKey()).normalize();
            if (!place.startsWith(workingDirectory) || place.equals(workingDirectory)) {
                throw new BuildException(
                        INPUT_IS_WRONG,
                        "source destination '" + source.getKey() + "' of step " + step.index()
                                + " is not below the working directory");
            }
            places.put(place, source.getValue());
        }
        return places;
    }
}
