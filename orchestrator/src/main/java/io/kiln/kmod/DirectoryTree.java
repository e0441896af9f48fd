package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A {@link FileTree} over directories of the host, merged as overlayfs merges them. */
final class DirectoryTree implements FileTree {

    private final String name;
    private final List<Path> topFirst;
    private final OpaqueMark opaque;

    DirectoryTree(String name, List<Path> bottomFirst, OpaqueMark opaque) {
        this.name = name;
        List<Path> reversed = new ArrayList<>();
        bottomFirst.forEach(layer -> reversed.add(0, layer));
        this.topFirst = List.copyOf(reversed);
        this.opaque = opaque;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void visit(Predicate<String> wanted, FileVisitor visitor) throws IOException, InterruptedException {
        directory(topFirst, "", wanted, visitor);
    }

    /** Visits one directory, given the same directory of every layer that still takes part in it. */
    private void directory(List<Path> layers, String prefix, Predicate<String> wanted, FileVisitor visitor)
            throws IOException, InterruptedException {
        for (Path entry : names(layers)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading the files of " + name);
            }
            entry(layers, entry, prefix + entry, wanted, visitor);
        }
    }

    private void entry(List<Path> layers, Path entry, String path, Predicate<String> wanted, FileVisitor visitor)
            throws IOException, InterruptedException {
        List<Path> merged = new ArrayList<>();
        for (Path layer : layers) {
            Path file = layer.resolve(entry);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                if (merged.isEmpty() && attributes.isRegularFile() && wanted.test(path)) {
                    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                        visitor.file(path, content);
                    }
                }
                break; // a file, a link or a whiteout hides whatever the layers below have here
            }
            merged.add(file);
            if (opaque.isOn(file)) {
                break;
            }
        }
        if (!merged.isEmpty()) {
            directory(merged, path + "/", wanted, visitor);
        }
    }

    private static Set<Path> names(List<Path> layers) throws IOException {
        Set<Path> names = new HashSet<>();
        for (Path layer : layers) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(layer)) {
                entries.forEach(entry -> names.add(entry.getFileName()));
            }
        }
        return new TreeSet<>(names);
    }
}
