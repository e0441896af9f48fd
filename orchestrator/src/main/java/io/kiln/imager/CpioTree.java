package io.kiln.imager;

import io.kiln.store.LayerFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files on their way into an initramfs segment. What is added later takes the place of what had its name. Directories on
 * the way come by themselves. Not thread-safe.
 */
final class CpioTree {

    private static final int DIRECTORY = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;

    /** Opens content from its first byte; who opens it closes it. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private record Node(int mode, long size, Source content) {}

    // Names are ASCII or compared by their UTF-8 order; a name sorts after every directory that it lies in.
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    /** Adds a file whose content is read when the archive is written. */
    CpioTree file(String path, int permissions, long size, Source content) {
        return put(path, new Node(FILE | (permissions & 07777), size, content));
    }

    CpioTree file(String path, LayerFile content) {
        return file(path, 0644, content.stat().size(), content::open);
    }

    CpioTree file(String path, byte[] content) {
        return file(path, 0644, content.length, () -> new ByteArrayInputStream(content));
    }

    CpioTree symlink(String path, String target) {
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        return put(path, new Node(SYMLINK | 0777, bytes.length, () -> new ByteArrayInputStream(bytes)));
    }

    /** Writes the archive; the stream stays open. Every entry has this time, in seconds since 1970. */
    void writeTo(OutputStream out, long time) throws IOException {
        CpioWriter cpio = new CpioWriter(out, time);
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            Node node = entry.getValue();
            try (InputStream content = node.content().open()) {
                cpio.entry(entry.getKey(), node.mode(), node.size(), content);
            }
        }
        cpio.finish();
    }

    private CpioTree put(String path, Node node) {
        checkName(path);
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String parent = path.substring(0, slash);
            Node there = nodes.get(parent);
            if (there == null || (there.mode() & 0170000) != DIRECTORY) {
                nodes.put(parent, new Node(DIRECTORY | 0755, 0, InputStream::nullInputStream));
            }
        }
        nodes.keySet().removeIf(name -> name.startsWith(path + "/"));
        nodes.put(path, node);
        return this;
    }

    private static void checkName(String path) {
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("'" + path + "' is not a name in an archive");
            }
        }
    }
}
