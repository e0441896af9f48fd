package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernel that Debian ships for clouds, with its signed modules, and Debian's build of {@code sign-file}: unpacked
 * below {@code target/}, downloaded the first time (28 MB). Nothing is installed.
 */
public record DebianKernel(Path root) {

    private static final Path HOME = Path.of("target", "debian-kernel").toAbsolutePath();
    private static final Pattern IMAGE = Pattern.compile("Depends: (linux-image-6\\.1\\.\\S+-cloud-amd64)");

    public static DebianKernel get() {
        try {
            Path root = HOME.resolve("root");
            if (!Files.exists(root)) {
                download(root);
            }
            return new DebianKernel(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void download(Path root) throws IOException {
        Path work = HOME.resolve("work");
        Files.createDirectories(work);
        Matcher image = IMAGE.matcher(Command.in(work, "apt-cache", "depends", "linux-image-cloud-amd64")
                .succeeds());
        if (!image.find()) {
            throw new AssertionError("apt does not know linux-image-cloud-amd64; run 'apt-get update'");
        }
        Command.in(work, "apt-get", "download", image.group(1), "linux-kbuild-6.1")
                .succeeds();
        Path unpacked = work.resolve("root");
        try (Stream<Path> files = Files.list(work)) {
            for (Path deb : files.filter(f -> f.toString().endsWith(".deb")).toList()) {
                Command.in(work, "dpkg-deb", "-x", deb.toString(), unpacked.toString())
                        .succeeds();
            }
        }
        Files.move(unpacked, root);
    }

    public Path vmlinuz() throws IOException {
        return find(root.resolve("boot"), "vmlinuz-.*");
    }

    public Path module(String name) throws IOException {
        return find(root.resolve("lib/modules"), name + "\\.ko");
    }

    /** The files of these modules, each after those it depends on. */
    public List<Path> loadOrder(String... names) throws IOException {
        Set<Path> order = new LinkedHashSet<>();
        for (String name : names) {
            addInOrder(name, order);
        }
        return List.copyOf(order);
    }

    private void addInOrder(String name, Set<Path> order) throws IOException {
        Path file = module(name.replaceAll("[-_]", "[-_]"));
        try (InputStream in = Files.newInputStream(file);
                ModuleFile module = ModuleFile.read(in)) {
            for (String needed : module.depends()) {
                addInOrder(needed, order);
            }
        }
        order.add(file);
    }

    /** Modules of different sizes and makes, in a stable order. */
    List<Path> modules(int count) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("lib/modules"))) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".ko"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
            int stride = Math.max(1, all.size() / count);
            return Stream.iterate(0, i -> i < all.size(), i -> i + stride)
                    .map(all::get)
                    .toList();
        }
    }

    public Path signFile() throws IOException {
        return find(root.resolve("usr/lib"), "sign-file");
    }

    public String release() throws IOException {
        return vmlinuz().getFileName().toString().substring("vmlinuz-".length());
    }

    private static Path find(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + directory));
        }
    }
}
