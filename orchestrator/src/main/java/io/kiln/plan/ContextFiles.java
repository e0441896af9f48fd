package io.kiln.plan;

import io.kiln.model.Pkg;
import io.kiln.model.TemplatedFile;
import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.DiagnosticException;
import io.kiln.model.yaml.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stage finds in {@code /pkg}: the files beside its {@code pkg.yaml}, and its templates rendered. Hidden files,
 * {@code pkg.yaml}, {@code vars.yaml} and {@code _out/} are left out.
 *
 * @param files files and symbolic links on disk by their path below the directory, sorted
 * @param rendered rendered templates by their path; these hide files of the same path
 */
public record ContextFiles(SortedMap<String, Path> files, SortedMap<String, byte[]> rendered) {

    /** Walks the directory of a package. */
    public static ContextFiles of(Pkg pkg) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        Path root = pkg.contextDirectory();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return !directory.equals(root) && isLeftOut(name(directory), true)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isLeftOut(name(file), false)) {
                    if (attributes.isOther()) {
                        throw new DiagnosticException(Diagnostic.error(
                                Position.ofFile(pkg.shown(root.relativize(file).toString())),
                                "a socket, pipe or device cannot be part of a package; move it elsewhere"));
                    }
                    files.put(root.relativize(file).toString(), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        SortedMap<String, byte[]> rendered = new TreeMap<>();
        for (TemplatedFile file : pkg.templatedFiles()) {
            rendered.put(file.path(), file.content());
            files.remove(file.path());
        }
        return new ContextFiles(files, rendered);
    }

    /** The digest over names, kinds, executable bits and content; times and owners are not in it. */
    public String digest() throws IOException {
        KeyHash hash = new KeyHash("context");
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            Path file = entry.getValue();
            hash.field(entry.getKey());
            if (Files.isSymbolicLink(file)) {
                hash.field("link").field(Files.readSymbolicLink(file).toString());
            } else {
                hash.field(Files.isExecutable(file) ? "program" : "file").field(contentHash(file));
            }
        }
        rendered.forEach((path, content) -> hash.field(path).field("rendered").field(content));
        return hash.hex();
    }

    private static byte[] contentHash(Path file) throws IOException {
        MessageDigest hash = io.kiln.oci.Digest.newSha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(hash.digest()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static boolean isLeftOut(String name, boolean directory) {
        return name.startsWith(".")
                || (directory ? name.equals("_out") : name.equals("pkg.yaml") || name.equals("vars.yaml"));
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }
}
