package io.kiln.build;

import io.kiln.extension.UserTexts;
import io.kiln.model.Pkg;
import io.kiln.model.TemplatedFile;
import io.kiln.model.yaml.PositionMap;
import io.kiln.plan.ContextFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The texts in the directory of a package: files, and templates by what they render to. */
record ContextTexts(Pkg pkg, ContextFiles files) implements UserTexts {

    static ContextTexts of(Pkg pkg) throws IOException {
        return new ContextTexts(pkg, ContextFiles.of(pkg));
    }

    @Override
    public Optional<PositionMap> find(String name, byte[] content) {
        for (TemplatedFile template : pkg.templatedFiles()) {
            if (isCalled(template.path(), name) && Arrays.equals(template.content(), content)) {
                return Optional.of(template.positions());
            }
        }
        for (Map.Entry<String, Path> file : files.files().entrySet()) {
            if (isCalled(file.getKey(), name) && isSame(file.getValue(), content)) {
                String directory = pkg.directory().isEmpty() ? "" : pkg.directory() + "/";
                return Optional.of(PositionMap.identity(directory + file.getKey()));
            }
        }
        return Optional.empty();
    }

    private static boolean isCalled(String path, String name) {
        return path.equals(name) || path.endsWith("/" + name);
    }

    private static boolean isSame(Path file, byte[] content) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == content.length
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            return false; // the copy is named instead
        }
    }
}
