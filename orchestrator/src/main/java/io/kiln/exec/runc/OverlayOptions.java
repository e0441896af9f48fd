package io.kiln.exec.runc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The options of an overlay mount. The kernel takes one page of text, so every directory gets a symbolic link with a
 * short name in the directory from which the mount is made.
 */
final class OverlayOptions {

    private static final String WORK = "w";
    private static final String UPPER = "u";

    private OverlayOptions() {}

    /** Makes the links and the work directory, and returns the option text. */
    static String prepare(Path directory, List<Path> lowersBottomFirst, Path upper) throws IOException {
        int count = lowersBottomFirst.size();
        for (int i = 0; i < count; i++) {
            Files.createSymbolicLink(directory.resolve(Integer.toString(i)), lowersBottomFirst.get(i));
        }
        Files.createSymbolicLink(directory.resolve(UPPER), upper);
        Files.createDirectory(directory.resolve(WORK));
        String lowers = IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(count - 1 - i))
                .collect(Collectors.joining(":"));
        return "redirect_dir=off,metacopy=off,index=off,lowerdir=" + lowers + ",upperdir=" + UPPER + ",workdir=" + WORK;
    }
}
