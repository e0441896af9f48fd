package io.kiln.machine;

import io.kiln.imager.InitramfsReader;
import io.kiln.kmod.FileTree;
import io.kiln.kmod.ModuleFile;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import io.kiln.model.yaml.YamlMapping;
import io.kiln.model.yaml.YamlNode;
import io.kiln.model.yaml.YamlReader;
import io.kiln.model.yaml.YamlScalar;
import io.kiln.model.yaml.YamlSequence;
import io.kiln.squashfs.SquashfsImage;
import io.kiln.uki.UkiFile;
import io.kiln.uki.UkiFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads which modules a machine will have, out of what it will be installed from. Parameters are read of the modules that
 * were asked for only, since that means to unpack them. Not thread-safe.
 */
public final class InventoryReader {

    private static final Pattern MODULE =
            Pattern.compile("(?:.*/)?lib/modules/[^/]+/(?:.*/)?([^/]+)\\.ko(?:\\.(?:gz|xz|zst))?");
    private static final Pattern BUILT_IN =
            Pattern.compile("(?:.*/)?lib/modules/[^/]+/(modules\\.builtin(?:\\.modinfo)?)");
    private static final int MOST_BYTES = 16 << 20;

    private final Set<String> wanted;
    private final ModuleInventory.Builder found = ModuleInventory.builder();
    private final Map<String, Set<String>> builtIn = new HashMap<>();

    /** @param wanted names of the modules whose parameters matter */
    public InventoryReader(Set<String> wanted) {
        this.wanted = wanted.stream().map(ModuleName::normal).collect(Collectors.toSet());
    }

    /** What was found in all that was read. */
    public ModuleInventory inventory() {
        builtIn.forEach(
                (name, parameters) -> found.addName(new KnownModule(name, "built into the kernel", true, parameters)));
        return found.build();
    }

    /** Adds the modules of a kernel or extension image. */
    public void addImage(FileTree image) throws IOException, InterruptedException {
        image.visit(path -> isWanted(path, image.name()), (path, content) -> read(path, content, image.name()));
    }

    /**
     * Adds the modules in the initramfs of an installer image.
     *
     * @param scratch a directory for what must lie in files to be read
     */
    public void addInstaller(FileTree image, String architecture, Path scratch)
            throws IOException, InterruptedException {
        String directory = "usr/install/" + architecture + "/";
        Path uki = scratch.resolve("uki");
        Path initramfs = scratch.resolve("initramfs");
        image.read(
                Set.of(directory + "vmlinuz.efi", directory + "initramfs.xz"),
                (path, content) -> Files.copy(content, path.endsWith(".efi") ? uki : initramfs));
        if (Files.exists(uki)) {
            UkiFile file = UkiFile.read(uki);
            try (InputStream in = file.open(file.require(UkiFile.INITRD))) {
                addInitramfs(in, scratch);
            }
        } else if (Files.exists(initramfs)) {
            try (InputStream in = Files.newInputStream(initramfs)) {
                addInitramfs(in, scratch);
            }
        } else {
            throw new UkiFormatException(image.name() + " has no /" + directory
                    + "vmlinuz.efi, so it is not an installer image for " + architecture
                    + ". An extension is given with --system-extension-image, a kernel with --kernel-image.");
        }
    }

    /** Adds the modules of the root and of the extensions in an initramfs. */
    void addInitramfs(InputStream initramfs, Path scratch) throws IOException {
        Map<String, Path> layers = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        InitramfsReader.read(initramfs, (path, mode, size, content) -> {
            if (path.endsWith(".sqsh") && !path.contains("/")) {
                Path copy = scratch.resolve("layer" + layers.size());
                Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
                layers.put(path, copy);
            } else if (path.equals("extensions.yaml")) {
                names.putAll(extensions(new String(content.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)));
            } else if (isWanted(path, "the initramfs")) {
                read(path, content, "the initramfs");
            }
        });
        for (Map.Entry<String, Path> layer : layers.entrySet()) {
            String source = layer.getKey().equals("rootfs.sqsh")
                    ? "the machine's root"
                    : names.containsKey(layer.getKey()) ? "extension " + names.get(layer.getKey()) : layer.getKey();
            try (SquashfsImage image = SquashfsImage.open(layer.getValue())) {
                image.visit(path -> isWanted(path, source), (path, content) -> read(path, content, source));
            }
        }
    }

    /** The names of the extensions by the files they are in. */
    private static Map<String, String> extensions(String yaml) {
        Map<String, String> names = new HashMap<>();
        Optional<YamlNode> root = YamlReader.read(yaml, PositionMap.identity("extensions.yaml"), new Problems(false));
        if (field(root, "layers").orElse(null) instanceof YamlSequence layers) {
            for (YamlNode layer : layers.items()) {
                Optional<YamlNode> image = field(Optional.of(layer), "image");
                Optional<YamlNode> name = field(field(Optional.of(layer), "metadata"), "name");
                if (image.orElse(null) instanceof YamlScalar file && name.orElse(null) instanceof YamlScalar text) {
                    names.put(file.text(), text.text().replaceAll("\\p{Cc}", "?"));
                }
            }
        }
        return names;
    }

    private static Optional<YamlNode> field(Optional<YamlNode> node, String key) {
        return node.orElse(null) instanceof YamlMapping mapping
                ? mapping.entry(key).map(YamlMapping.Entry::value)
                : Optional.empty();
    }

    private boolean isWanted(String path, String source) {
        Matcher matcher = MODULE.matcher(path);
        if (!matcher.matches()) {
            return BUILT_IN.matcher(path).matches();
        }
        String name = matcher.group(1);
        found.addName(new KnownModule(name, source, false, Set.of()));
        return wanted.contains(ModuleName.normal(name));
    }

    private void read(String path, InputStream content, String source) throws IOException {
        Matcher matcher = MODULE.matcher(path);
        if (matcher.matches()) {
            try (ModuleFile module = ModuleFile.read(content)) {
                Set<String> parameters = new HashSet<>();
                module.values("parm").forEach(text -> parameters.add(text.replaceFirst(":.*", "")));
                module.values("parmtype").forEach(text -> parameters.add(text.replaceFirst(":.*", "")));
                found.add(new KnownModule(matcher.group(1), source, false, parameters));
            }
        } else if (path.endsWith(".modinfo")) {
            builtInParameters(new String(content.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } else {
            BufferedReader lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
            String line;
            while ((line = lines.readLine()) != null) {
                builtIn.computeIfAbsent(
                        line.replaceFirst(".*/", "").replaceFirst("\\.ko$", ""), name -> new HashSet<>());
            }
        }
    }

    private void builtInParameters(String modinfo) {
        for (String entry : modinfo.split("\0")) {
            Matcher matcher = Pattern.compile("([^.=]+)\\.(?:parm|parmtype)=([^:]+):.*", Pattern.DOTALL)
                    .matcher(entry);
            if (matcher.matches()) {
                builtIn.computeIfAbsent(matcher.group(1), name -> new HashSet<>())
                        .add(matcher.group(2));
            }
        }
    }
}
