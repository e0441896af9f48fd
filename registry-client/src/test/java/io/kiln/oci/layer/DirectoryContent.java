package io.kiln.oci.layer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tree in a directory as the content of a layer. Each name of a file with hard links is a file of its own; sockets
 * are left out. Symbolic links are never followed. The tree must not change meanwhile.
 */
public final class DirectoryContent implements LayerContent {

    private static final String OPAQUE = ".wh..wh..opq";

    private final Path root;
    private final XattrReader xattrs;
    private final boolean overlay;

    private DirectoryContent(Path root, XattrReader xattrs, boolean overlay) {
        this.root = root;
        this.xattrs = xattrs;
        this.overlay = overlay;
    }

    /** A tree as it is; a file whose name starts with {@code .wh.} is refused, for it would mean a deletion. */
    public static DirectoryContent of(Path root, XattrReader xattrs) {
        return new DirectoryContent(root, xattrs, false);
    }

    /** The upper directory of an overlay: its devices 0/0 and opaque directories become the whiteouts of OCI. */
    public static DirectoryContent ofOverlay(Path root, XattrReader xattrs) {
        return new DirectoryContent(root, xattrs, true);
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        visitor.entry(entry(root, "", UnixAttributes.of(root)), FileSource.NONE);
        visitChildren(root, "", visitor);
    }

    private void visitChildren(Path directory, String path, Visitor visitor) throws IOException {
        TreeMap<String, Path> children = new TreeMap<>(EntryPaths.ORDER);
        Set<String> whiteouts = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = RawNames.of(file);
                if (name.startsWith(".wh.")) {
                    throw new UnsafeEntryException(join(path, name), "a name with '.wh.' means a deletion in a layer");
                }
                if (overlay && UnixAttributes.of(file).isOverlayWhiteout()) {
                    whiteouts.add(".wh." + name);
                    children.put(".wh." + name, file);
                } else {
                    children.put(name, file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (overlay && isOpaque(directory)) {
            whiteouts.add(OPAQUE);
            children.put(OPAQUE, directory);
        }
        for (var child : children.entrySet()) {
            String childPath = join(path, child.getKey());
            if (whiteouts.contains(child.getKey())) {
                visitor.entry(TarEntry.file(childPath, 0600, 0), FileSource.NONE);
            } else {
                visitOne(child.getValue(), childPath, visitor);
            }
        }
    }

    private void visitOne(Path file, String path, Visitor visitor) throws IOException {
        UnixAttributes attributes = UnixAttributes.of(file);
        if (attributes.isSocket()) {
            return;
        }
        TarEntry entry = entry(file, path, attributes);
        visitor.entry(entry, entry.type() == EntryType.FILE ? () -> open(file) : FileSource.NONE);
        if (entry.type() == EntryType.DIRECTORY) {
            visitChildren(file, path, visitor);
        }
    }

    private TarEntry entry(Path file, String path, UnixAttributes attributes) throws IOException {
        EntryType type = attributes.type();
        return new TarEntry(
                path,
                type,
                attributes.mode(),
                attributes.uid(),
                attributes.gid(),
                attributes.mtime(),
                type == EntryType.FILE ? attributes.size() : 0,
                type == EntryType.SYMLINK ? RawNames.ofTarget(file) : "",
                type.isDevice() ? attributes.deviceMajor() : 0,
                type.isDevice() ? attributes.deviceMinor() : 0,
                xattrs.read(file));
    }

    private boolean isOpaque(Path directory) throws IOException {
        var attributes = xattrs.read(directory);
        byte[] yes = {'y'};
        return Arrays.equals(yes, attributes.get("trusted.overlay.opaque"))
                || Arrays.equals(yes, attributes.get("user.overlay.opaque"));
    }

    private static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
