package io.kiln.store;

import io.kiln.linux.Linux;
import io.kiln.linux.PathBytes;
import io.kiln.linux.Stat;
import io.kiln.oci.layer.ByteNames;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes a layer as a directory in overlayfs form, below a root that nobody else writes. */
final class DirectoryTarget implements LayerTarget<Path> {

    private static final FileTime UNKNOWN = FileTime.from(Instant.EPOCH);

    private final Path root;
    private final Map<Path, FileTime> directoryTimes = new LinkedHashMap<>();

    /** {@code root} is there, and empty. */
    DirectoryTarget(Path root) {
        this.root = root;
        directoryTimes.put(root, UNKNOWN);
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Path child(Path directory, String name) {
        return PathBytes.resolve(directory, ByteNames.encode(name));
    }

    @Override
    public Kind kind(Path place) throws IOException {
        Optional<Stat> found = Linux.find(place);
        if (found.isEmpty()) {
            return Kind.ABSENT;
        } else if (found.get().isDirectory()) {
            return Kind.DIRECTORY;
        }
        return found.get().isWhiteout() ? Kind.WHITEOUT : Kind.OTHER;
    }

    @Override
    public void makeDirectory(Path place) throws IOException {
        Files.createDirectory(place);
        Linux.chmod(place, 0755);
        directoryTimes.put(place, UNKNOWN);
    }

    @Override
    public void makeWhiteout(Path place) throws IOException {
        OverlayMarks.makeWhiteout(place);
    }

    @Override
    public void makeOpaque(Path directory) throws IOException {
        OverlayMarks.makeOpaque(directory);
    }

    @Override
    public void remove(Path place) throws IOException {
        if (Linux.lstat(place).isDirectory()) {
            directoryTimes.keySet().removeIf(path -> path.startsWith(place));
            Trees.delete(place);
        } else {
            Files.delete(place);
        }
    }

    @Override
    public void create(Path place, TarEntry entry, InputStream content) throws IOException {
        switch (entry.type()) {
            case FILE -> file(place, content);
            case SYMLINK -> Linux.symlink(ByteNames.encode(entry.linkName()), place);
            case CHARACTER_DEVICE ->
                Linux.mknod(place, 0020000 | entry.mode(), entry.deviceMajor(), entry.deviceMinor());
            case BLOCK_DEVICE -> Linux.mknod(place, 0060000 | entry.mode(), entry.deviceMajor(), entry.deviceMinor());
            case FIFO -> Linux.mknod(place, 0010000 | entry.mode(), 0, 0);
            case DIRECTORY, HARDLINK -> throw new IllegalArgumentException(entry.type() + " is made elsewhere");
        }
    }

    private static void file(Path place, InputStream content) throws IOException {
        try (var out = Files.newOutputStream(
                place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            content.transferTo(out);
        }
    }

    @Override
    public void link(Path existing, Path place, TarEntry entry) throws IOException {
        Linux.link(existing, place);
    }

    @Override
    public void attributes(Path place, TarEntry entry) throws IOException {
        Linux.lchown(place, (int) entry.uid(), (int) entry.gid());
        if (entry.type() != EntryType.SYMLINK) {
            Linux.chmod(place, entry.mode());
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            Linux.setXattr(place, xattr.getKey(), xattr.getValue());
        }
        FileTime time = FileTime.from(entry.mtime());
        if (entry.type() == EntryType.DIRECTORY) {
            directoryTimes.put(place, time);
        } else {
            Linux.setTime(place, time);
        }
    }

    /** Sets the times of directories, which writing into them has changed. */
    @Override
    public void finish() throws IOException {
        for (Map.Entry<Path, FileTime> directory : directoryTimes.entrySet()) {
            Linux.setTime(directory.getKey(), directory.getValue());
        }
    }
}
