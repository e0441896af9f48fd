package io.kiln.image;

import io.kiln.kmod.FileTree;
import io.kiln.kmod.KernelImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files by which an image without labels is recognised. Only their paths count, so no content is read. */
final class KindEvidence {

    private static final String MANIFEST = "manifest.yaml";
    private static final String INSTALLER_PROGRAM = "bin/installer";
    private static final Pattern BOOT_ASSET = Pattern.compile("usr/install/([^/]+)/[^/]+");
    private static final int MOST_ARCHITECTURES = 16;
    private static final Pattern MODULES =
            Pattern.compile("(rootfs/)?(usr/)?lib/modules/([A-Za-z0-9][A-Za-z0-9._+~-]{0,127})/.+", Pattern.DOTALL);
    private static final int ENOUGH_RELEASES = 2;

    /** Those of the machines that images are made for, and any other that is there. */
    private final Set<String> architectures = new TreeSet<>(Set.of("amd64", "arm64"));

    private final Set<String> releases = new TreeSet<>();
    private boolean extensionRoot;

    /** Of the files that matter, those that are there, as a process finds them whose root is the image. */
    private Set<String> files = Set.of();

    private KindEvidence() {}

    static KindEvidence in(FileTree tree) throws IOException, InterruptedException {
        KindEvidence evidence = new KindEvidence();
        tree.visit(
                path -> {
                    evidence.see(path);
                    return false;
                },
                (path, content) -> {});
        Set<String> wanted = new TreeSet<>(Set.of(MANIFEST, INSTALLER_PROGRAM, KernelImage.VMLINUZ));
        for (String architecture : evidence.architectures) {
            Assets.ALL.forEach(asset -> wanted.add(Assets.path(architecture, asset)));
        }
        evidence.files = tree.files(wanted);
        return evidence;
    }

    private void see(String path) {
        extensionRoot |= path.startsWith(FileTree.EXTENSION_ROOT + "/");
        Matcher asset = BOOT_ASSET.matcher(path);
        if (asset.matches() && architectures.size() < MOST_ARCHITECTURES) {
            architectures.add(asset.group(1));
        }
        Matcher module = MODULES.matcher(path);
        if (module.matches() && releases.size() < ENOUGH_RELEASES) {
            releases.add(module.group(3));
        }
    }

    ImageKind kind(List<String> entrypoint) {
        if (files.contains(MANIFEST) && extensionRoot) {
            return ImageKind.EXTENSION;
        }
        String program = entrypoint.isEmpty() ? "" : entrypoint.get(0);
        boolean installerProgram = files.contains(INSTALLER_PROGRAM);
        boolean bootable = asset(Assets.UKI).or(() -> asset(Assets.VMLINUZ)).isPresent();
        boolean stub = asset(Assets.STUB).isPresent();
        if (program.endsWith("/imager") || (bootable && stub && program.isEmpty())) {
            return ImageKind.IMAGER;
        }
        if (bootable && (installerProgram || program.endsWith("/installer"))) {
            return ImageKind.INSTALLER;
        }
        if (installerProgram) {
            return ImageKind.INSTALLER_BASE;
        }
        return files.contains(KernelImage.VMLINUZ) ? ImageKind.KERNEL : ImageKind.PACKAGE;
    }

    /** The path of the kernel that an image of this kind is about, alone or in a unified kernel image. */
    Optional<String> kernel(ImageKind kind) {
        return switch (kind) {
            case KERNEL -> Optional.of(KernelImage.VMLINUZ);
            case IMAGER -> asset(Assets.VMLINUZ).or(() -> asset(Assets.UKI));
            case INSTALLER -> asset(Assets.UKI).or(() -> asset(Assets.VMLINUZ));
            case PACKAGE, EXTENSION, INSTALLER_BASE -> Optional.empty();
        };
    }

    private Optional<String> asset(String name) {
        return architectures.stream()
                .map(architecture -> Assets.path(architecture, name))
                .filter(files::contains)
                .findFirst();
    }

    /** The kernel that the modules are for, if they are all for one. */
    Optional<String> release() {
        return releases.size() == 1 ? Optional.of(releases.iterator().next()) : Optional.empty();
    }

    /** What lies in {@code usr/install/<arch>} of imager and installer images. */
    private static final class Assets {
        static final String UKI = "vmlinuz.efi";
        static final String VMLINUZ = "vmlinuz";
        static final String STUB = "systemd-stub.efi";
        static final List<String> ALL = List.of(UKI, VMLINUZ, STUB);

        static String path(String architecture, String name) {
            return "usr/install/" + architecture + "/" + name;
        }
    }
}
