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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the entries of one layer, in the order of the archive, below a root that nobody else writes. */
final class LayerTree {

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final long MOST_OWNER = 0xFFFF_FFFEL;

    private final Path root;
    private final Consumer<String> warnings;
    private final Map<Path, FileTime> directoryTimes = new LinkedHashMap<>();
    private boolean whiteouts;
    private String checkedParent = "";

    LayerTree(Path root, Consumer<String> warnings) {
        this.root = root;
        this.warnings = warnings;
    }

    boolean hasWhiteouts() {
        return whiteouts;
    }

    void add(TarEntry entry, InputStream content) throws IOException {
        int slash = entry.path().lastIndexOf('/');
        String name = entry.path().substring(slash + 1);
        Path parent = parent(entry, slash < 0 ? "" : entry.path().substring(0, slash));
        if (name.equals(OPAQUE)) {
            OverlayMarks.makeOpaque(parent);
            whiteouts = true;
        } else if (name.startsWith(WHITEOUT + WHITEOUT)) {
            warnings.accept("'" + entry.path() + "' is left out: it is of no use outside aufs");
        } else if (name.startsWith(WHITEOUT)) {
            whiteout(entry, parent, name.substring(WHITEOUT.length()));
        } else {
            write(entry, name.isEmpty() ? root : child(parent, name), content);
        }
    }

    /** Sets the times of directories, which writing into them has changed. */
    void finish() throws IOException {
        for (Map.Entry<Path, FileTime> directory : directoryTimes.entrySet()) {
            if (Files.isDirectory(directory.getKey(), LinkOption.NOFOLLOW_LINKS)) {
                Linux.setTime(directory.getKey(), directory.getValue());
            }
        }
    }

    private void whiteout(TarEntry entry, Path parent, String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new UnsafeLayerException(entry.path(), "it removes nothing that has a name");
        }
        Path target = child(parent, name);
        Optional<Stat> present = Linux.find(target);
        whiteouts = true;
        if (present.isEmpty()) {
            OverlayMarks.makeWhiteout(target);
        } else if (present.get().isDirectory()) {
            OverlayMarks.makeOpaque(target); // it removes what is below, not what this layer brings
        }
    }

    private void write(TarEntry entry, Path target, InputStream content) throws IOException {
        if (entry.type() == EntryType.CHARACTER_DEVICE && entry.deviceMajor() == 0 && entry.deviceMinor() == 0) {
            warnings.accept("'" + entry.path() + "' is left out: a device 0/0 is overlayfs' mark for a removed file");
            return;
        }
        if (entry.type() == EntryType.DIRECTORY) {
            directory(target);
        } else {
            remove(target);
            create(entry, target, content);
        }
        if (entry.type() != EntryType.HARDLINK) {
            attributes(entry, target);
        }
    }

    private void create(TarEntry entry, Path target, InputStream content) throws IOException {
        switch (entry.type()) {
            case FILE -> file(target, content);
            case HARDLINK -> Linux.link(linkTarget(entry), target);
            case SYMLINK -> Linux.symlink(ByteNames.encode(entry.linkName()), target);
            case CHARACTER_DEVICE ->
                Linux.mknod(target, 0020000 | entry.mode(), entry.deviceMajor(), entry.deviceMinor());
            case BLOCK_DEVICE -> Linux.mknod(target, 0060000 | entry.mode(), entry.deviceMajor(), entry.deviceMinor());
            case FIFO -> Linux.mknod(target, 0010000 | entry.mode(), 0, 0);
            case DIRECTORY -> throw new IllegalArgumentException("directories are made elsewhere");
        }
    }

    private static void file(Path target, InputStream content) throws IOException {
        try (var out = Files.newOutputStream(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            content.transferTo(out);
        }
    }

    private Path linkTarget(TarEntry entry) throws IOException {
        String link = entry.linkName();
        int slash = link.lastIndexOf('/');
        Path target = child(parent(entry, slash < 0 ? "" : link.substring(0, slash)), link.substring(slash + 1));
        Optional<Stat> stat = Linux.find(target);
        if (stat.isEmpty() || stat.get().isDirectory() || stat.get().isWhiteout()) {
            throw new UnsafeLayerException(
                    entry.path(), "it is a hard link to '" + link + "', which is no file of this layer");
        }
        return target;
    }

    private void attributes(TarEntry entry, Path target) throws IOException {
        if (entry.uid() > MOST_OWNER || entry.gid() > MOST_OWNER) {
            throw new UnsafeLayerException(entry.path(), "its owner is no owner that Linux can have");
        }
        Linux.lchown(target, (int) entry.uid(), (int) entry.gid());
        if (entry.type() != EntryType.SYMLINK) {
            Linux.chmod(target, entry.mode());
        }
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            xattr(entry, target, xattr.getKey(), xattr.getValue());
        }
        FileTime time = FileTime.from(entry.mtime());
        if (entry.type() == EntryType.DIRECTORY) {
            directoryTimes.put(target, time);
        } else {
            Linux.setTime(target, time);
        }
    }

    private void xattr(TarEntry entry, Path target, String name, byte[] value) throws IOException {
        boolean possible = entry.type() == EntryType.FILE || entry.type() == EntryType.DIRECTORY;
        if (KeptXattrs.keeps(name) && possible) {
            Linux.setXattr(target, name, value);
        } else if (KeptXattrs.isSuspicious(name)) {
            warnings.accept(
                    "the attribute " + name + " of '" + entry.path() + "' is left out: it belongs to overlayfs");
        }
    }

    /* Every directory on the way is a real one of this layer, so no link leads elsewhere. */
    private Path parent(TarEntry entry, String path) throws IOException {
        Path at = root;
        if (path.isEmpty()) {
            return at;
        }
        if (path.equals(checkedParent)) {
            return PathBytes.resolve(root, ByteNames.encode(path));
        }
        for (String name : path.split("/")) {
            at = child(at, name);
            Optional<Stat> stat = Linux.find(at);
            if (stat.isPresent() && !stat.get().isDirectory() && !stat.get().isWhiteout()) {
                throw new UnsafeLayerException(
                        entry.path(), "'" + root.relativize(at) + "' on the way to it is not a directory");
            }
            directory(at);
        }
        checkedParent = path;
        return at;
    }

    private void directory(Path target) throws IOException {
        Optional<Stat> present = target.equals(root) ? Optional.of(Linux.lstat(root)) : Linux.find(target);
        if (present.filter(Stat::isDirectory).isPresent()) {
            return;
        }
        boolean hides = present.filter(Stat::isWhiteout).isPresent();
        remove(target);
        Files.createDirectory(target);
        Linux.chmod(target, 0755);
        if (hides) {
            OverlayMarks.makeOpaque(target);
        }
    }

    private void remove(Path target) throws IOException {
        Optional<Stat> present = Linux.find(target);
        if (present.filter(Stat::isDirectory).isPresent()) {
            checkedParent = "";
            directoryTimes.keySet().removeIf(path -> path.startsWith(target));
            Trees.delete(target);
        } else if (present.isPresent()) {
            Files.delete(target);
        }
    }

    private static Path child(Path parent, String name) {
        return PathBytes.resolve(parent, ByteNames.encode(name));
    }
}
