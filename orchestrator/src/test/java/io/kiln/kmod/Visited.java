package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a tree hands over: {@code path=content}, or why there is none. */
final class Visited implements FileTree.FileVisitor {

    private final List<String> files = new ArrayList<>();

    List<String> files() {
        return files;
    }

    @Override
    public void file(String path, InputStream content) throws IOException {
        files.add(path + "=" + new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }

    @Override
    public void unusable(UnusableFile file) {
        String target = file.target().map(link -> " -> " + link).orElse("");
        files.add(file.path() + target + ": " + file.reason());
    }
}
