package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of a layer that is a directory in overlayfs form.
 *
 * @param asItIs whether the file on disk has these attributes
 */
record DirectoryFile(Path file, Path name, Stat stat, boolean asItIs) implements LayerFile {

    static DirectoryFile of(Path file, Path name) throws IOException {
        return new DirectoryFile(file, name, Linux.lstat(file), true);
    }

    @Override
    public boolean isOpaque() throws IOException {
        return stat.isDirectory() && OverlayMarks.isOpaque(file);
    }

    @Override
    public List<DirectoryFile> children() throws IOException {
        if (!stat.isDirectory()) {
            return List.of();
        }
        List<DirectoryFile> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
            for (Path entry : entries) {
                children.add(of(entry, entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    @Override
    public Optional<DirectoryFile> child(Path child) throws IOException {
        Path place = file.resolve(child);
        return stat.isDirectory()
                ? Linux.find(place).map(found -> new DirectoryFile(place, child, found, true))
                : Optional.empty();
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public byte[] target() throws IOException {
        return Linux.readLink(file);
    }

    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        Map<String, byte[]> found = Linux.xattrs(file);
        found.keySet().removeIf(KeptXattrs::isSuspicious);
        return found;
    }

    @Override
    public Optional<Path> onDisk() {
        return asItIs ? Optional.of(file) : Optional.empty();
    }
}
