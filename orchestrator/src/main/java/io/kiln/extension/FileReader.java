package io.kiln.extension;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.ModuleFinding;
import io.kiln.kmod.ModuleProof;
import io.kiln.kmod.SoundModules;
import io.kiln.oci.layer.EntryType;
import io.kiln.oci.layer.TarEntry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes from the content of a file what the rules want to know of it. */
final class FileReader {

    static final String MANIFEST = "manifest.yaml";
    static final String SERVICES = FileTree.EXTENSION_ROOT + "/usr/local/etc/containers/";

    /** Longer ones are read up to here, and refused for it. */
    static final int LONGEST_TEXT = 1 << 20;

    private static final Pattern SERVICE = Pattern.compile(Pattern.quote(SERVICES) + "[^/]+\\.yaml");
    private static final int ELF_HEADER = 20;

    private final String image;

    FileReader(String image) {
        this.image = image;
    }

    static boolean isService(String path) {
        return SERVICE.matcher(path).matches();
    }

    FileFacts read(TarEntry entry, InputStream content) throws IOException {
        String path = entry.path();
        if (entry.type() != EntryType.FILE) {
            return facts(entry, Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (path.equals(MANIFEST) || isService(path)) {
            return facts(entry, Optional.of(content.readNBytes(LONGEST_TEXT + 1)), Optional.empty(), Optional.empty());
        }
        if (!path.startsWith(FileTree.EXTENSION_ROOT + "/")) {
            return facts(entry, Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (!ModuleProof.isModule(path)) {
            return facts(entry, Optional.empty(), machine(content.readNBytes(ELF_HEADER)), Optional.empty());
        }
        BufferedInputStream module = new BufferedInputStream(content, 1 << 16);
        module.mark(ELF_HEADER);
        Optional<Integer> machine = machine(module.readNBytes(ELF_HEADER));
        module.reset();
        ModuleFinding finding = SoundModules.check(image, path, module);
        return facts(entry, Optional.empty(), machine, Optional.of(finding));
    }

    private static FileFacts facts(
            TarEntry entry, Optional<byte[]> text, Optional<Integer> machine, Optional<ModuleFinding> module) {
        return new FileFacts(entry.type(), entry.mode(), text, machine, module);
    }

    private static Optional<Integer> machine(byte[] head) {
        boolean elf =
                head.length == ELF_HEADER && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
        if (!elf) {
            return Optional.empty();
        }
        int low = head[head[5] == 2 ? 19 : 18] & 0xff;
        int high = head[head[5] == 2 ? 18 : 19] & 0xff;
        return Optional.of(high << 8 | low);
    }
}
