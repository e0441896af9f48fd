package io.kiln.store;

import io.kiln.linux.PathBytes;
import io.kiln.linux.Stat;
import io.kiln.oci.layer.ByteNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of a layer that is an archive. */
record TarFile(TarLayer layer, Path name, TarNode node) implements LayerFile {

    private static final Path NOWHERE = Path.of("");

    @Override
    public Stat stat() {
        return node.stat(layer.device());
    }

    @Override
    public boolean isDirectory() {
        return node.isDirectory();
    }

    @Override
    public boolean isOpaque() {
        return node.opaque;
    }

    @Override
    public List<TarFile> children() {
        @Nullable TarChildren nodes = node.children;
        if (nodes == null) {
            return List.of();
        }
        List<TarFile> children = new ArrayList<>(nodes.size());
        nodes.forEach((child, found) ->
                children.add(new TarFile(layer, PathBytes.resolve(NOWHERE, ByteNames.encode(child)), found)));
        return children;
    }

    @Override
    public Optional<TarFile> child(Path child) {
        @Nullable TarChildren nodes = node.children;
        if (nodes == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(nodes.get(ByteNames.decode(PathBytes.of(child))))
                .map(found -> new TarFile(layer, child, found));
    }

    @Override
    public InputStream open() throws IOException {
        if (!stat().isRegular()) {
            throw new IOException("'" + name + "' is no regular file");
        }
        return layer.open(node);
    }

    @Override
    public byte[] target() {
        return node.target;
    }

    @Override
    public Map<String, byte[]> xattrs() {
        return node.xattrs;
    }

    @Override
    public Optional<Path> onDisk() {
        return Optional.empty();
    }
}
