package io.kiln.exec;

import io.kiln.linux.Stat;
import io.kiln.store.LayerFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file or directory of a layer under another name. */
record RenamedFile(LayerFile file, Path name) implements LayerFile {

    static LayerFile of(LayerFile file, Path name) {
        return file.name().equals(name) ? file : new RenamedFile(file, name);
    }

    @Override
    public Stat stat() {
        return file.stat();
    }

    @Override
    public boolean isOpaque() throws IOException {
        return file.isOpaque();
    }

    @Override
    public List<? extends LayerFile> children() throws IOException {
        return file.children();
    }

    @Override
    public Optional<? extends LayerFile> child(Path child) throws IOException {
        return file.child(child);
    }

    @Override
    public InputStream open() throws IOException {
        return file.open();
    }

    @Override
    public byte[] target() throws IOException {
        return file.target();
    }

    @Override
    public Map<String, byte[]> xattrs() throws IOException {
        return file.xattrs();
    }

    @Override
    public Optional<Path> onDisk() {
        return file.onDisk();
    }
}
