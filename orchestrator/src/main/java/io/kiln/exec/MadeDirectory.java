package io.kiln.exec;

import io.kiln.linux.Stat;
import io.kiln.store.LayerFile;
import io.kiln.store.MergedNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A directory of a layer that is not written yet. */
final class MadeDirectory implements LayerFile {

    private static final int DIRECTORY = 0040000;

    /** The first moment that every archive format can express, where nothing tells another. */
    static final FileTime UNKNOWN = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

    private final Path name;
    private final Optional<MergedNode> like;
    private final Map<Path, LayerFile> children = new TreeMap<>();
    private Stat stat;

    /** @param like the directory below whose attributes it must not hide */
    MadeDirectory(Path name, Optional<MergedNode> like) {
        this.name = name;
        this.like = like;
        this.stat = like.map(MergedNode::stat).orElseGet(() -> stat(UNKNOWN));
    }

    private static Stat stat(FileTime time) {
        return new Stat(DIRECTORY | 0755, 0, 0, 0, 0, 0, 1, 0, time);
    }

    /** Sets the time, unless a directory below has one. */
    void setTime(FileTime time) {
        stat = like.isPresent() ? stat : stat(time);
    }

    void put(LayerFile child) {
        children.put(child.name(), child);
    }

    @Override
    public Path name() {
        return name;
    }

    @Override
    public Stat stat() {
        return stat;
    }

    @Override
    public boolean isOpaque() {
        return false;
    }

    @Override
    public List<LayerFile> children() {
        return List.copyOf(children.values());
    }

    @Override
    public Optional<LayerFile> child(Path child) {
        return Optional.ofNullable(children.get(child));
    }

    @Override
    public InputStream open() throws IOException {
        throw new IOException("'" + name + "' is a directory");
    }

    @Override
    public byte[] target() throws IOException {
        throw new IOException("'" + name + "' is a directory");
    }

    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        return like.isPresent() ? like.get().xattrs() : Map.of();
    }

    @Override
    public Optional<Path> onDisk() {
        return Optional.empty();
    }
}
