package io.kiln.kmod;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/**
 * What a built kernel says of itself: the facts that decide whether it will load a module. They are read from the bytes
 * of {@code vmlinuz}, never from the tree that it was built in. Immutable.
 *
 * @param name the image that holds it, as messages show it
 * @param release what {@code uname -r} will print
 * @param vermagic the text that modules must carry, where it could be found
 * @param machine {@code e_machine} of the kernel, where it is ELF
 */
public record KernelImage(
        String name,
        String release,
        Optional<String> vermagic,
        Optional<Integer> machine,
        TrustedCertificates certificates) {

    /** Where an image holds its kernel; having this file makes it a kernel image. */
    public static final String VMLINUZ = "boot/vmlinuz";

    private static final String SYSTEM_MAP = "boot/System.map";
    private static final long MAX_FILE = 512L << 20;

    /**
     * Reads a kernel.
     *
     * @param vmlinuz any form of kernel image; read to its end, not closed
     * @param systemMap makes the list of certificates exact; read to its end, not closed
     * @throws KmodFormatException if the file is no kernel that Kiln can read
     */
    public static KernelImage read(String name, InputStream vmlinuz, Optional<InputStream> systemMap)
            throws IOException {
        SystemMap map = systemMap.isPresent() ? SystemMap.read(systemMap.get()) : SystemMap.NONE;
        try (Bytes file = Spool.of(vmlinuz, MAX_FILE, "the kernel")) {
            return read(name, file, map);
        }
    }

    /**
     * The kernel of an image, or nothing if it has no {@value #VMLINUZ}. Links are followed inside the image.
     *
     * @throws KmodFormatException if that is no file, leads to none, or is no kernel that Kiln can read
     */
    public static Optional<KernelImage> find(FileTree tree) throws IOException, InterruptedException {
        return find(tree, VMLINUZ, SYSTEM_MAP);
    }

    /** As {@link #find(FileTree)}, with the kernel and its map elsewhere. */
    public static Optional<KernelImage> find(FileTree tree, String vmlinuz, String systemMap)
            throws IOException, InterruptedException {
        Found found = new Found(vmlinuz);
        try {
            tree.read(Set.of(vmlinuz, systemMap), found);
            return found.file == null ? Optional.empty() : Optional.of(read(tree.name(), found.file, found.map));
        } catch (KmodFormatException e) {
            throw new KmodFormatException(tree.name() + ": /" + vmlinuz + ": " + e.getMessage(), e);
        } finally {
            if (found.file != null) {
                found.file.close();
            }
        }
    }

    private static KernelImage read(String name, Bytes file, SystemMap map) throws IOException {
        try (UnpackedKernel kernel = UnpackedKernel.of(file)) {
            KernelStrings strings = new KernelStrings(kernel.image());
            Optional<String> release = kernel.declaredRelease();
            if (release.isEmpty()) {
                release = strings.release();
            }
            if (release.isEmpty()) {
                throw new KmodFormatException("it does not say which release it is (no 'Linux version ...' in it)");
            }
            Optional<ElfFile> elf =
                    ElfFile.isElf(kernel.image()) ? Optional.of(ElfFile.read(kernel.image())) : Optional.empty();
            return new KernelImage(
                    name,
                    release.get(),
                    strings.vermagic(release.get()),
                    elf.map(ElfFile::machine),
                    new CertificateFinder(kernel.image(), elf).find(map));
        }
    }

    /** Collects the two files on the way through a tree. */
    private static final class Found implements FileTree.FileVisitor {
        private final String vmlinuz;
        private @org.jspecify.annotations.Nullable Bytes file;
        private SystemMap map = SystemMap.NONE;

        Found(String vmlinuz) {
            this.vmlinuz = vmlinuz;
        }

        @Override
        public void file(String path, InputStream content) throws IOException {
            if (path.equals(vmlinuz)) {
                file = Spool.of(content, MAX_FILE, "the kernel");
            } else {
                map = SystemMap.read(content);
            }
        }

        @Override
        public void unusable(UnusableFile unusable) throws KmodFormatException {
            if (unusable.path().equals(vmlinuz)) {
                throw new KmodFormatException(unusable.message());
            }
        }
    }
}
