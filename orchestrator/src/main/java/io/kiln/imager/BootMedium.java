package io.kiln.imager;

import io.kiln.exec.BuildException;
import io.kiln.store.LayerFile;
import io.kiln.store.SnapshotDraft;
import io.kiln.store.SnapshotId;
import io.kiln.store.Stores;
import io.kiln.store.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a disk or a CD that a machine with UEFI starts from: systemd's boot loader, and a unified kernel image. */
final class BootMedium {

    private static final int MIB = 1 << 20;
    private static final int META_MIB = 1;
    private static final int STATE_MIB = 64;

    /** Where firmware looks for a program on a medium that it does not know. */
    private static final Map<String, String> LOADERS = Map.of("amd64", "BOOTX64.EFI", "arm64", "BOOTAA64.EFI");

    private final ImagerRequest request;
    private final ToolStages tools;
    private final Stores stores;
    private final BootAssets assets;
    private final MetaValues meta;

    BootMedium(ImagerRequest request, ToolStages tools, Stores stores, BootAssets assets, MetaValues meta) {
        this.request = request;
        this.tools = tools;
        this.stores = stores;
        this.assets = assets;
        this.meta = meta;
    }

    /** Writes the file, which appears whole or not at all. */
    void write(Path file, Path uki) throws BuildException, IOException, InterruptedException {
        String loader = LOADERS.get(request.machine().architecture());
        if (loader == null) {
            throw new BuildException(
                    2, "--arch=" + request.machine().architecture() + ": media are made for amd64 and arm64");
        }
        long megabytes = (Files.size(uki) + assets.loader().stat().size()) / MIB + 1;
        SnapshotId content = content(uki, loader);
        try {
            boolean disk = request.kind() == OutputKind.IMAGE;
            tools.runOnce(
                    request.kind().word(),
                    List.of(ToolStages.Input.of("what the medium holds", content, "/", "/medium")),
                    prelude() + (disk ? disk(megabytes) : iso(megabytes)),
                    made -> place(file, made.find(Path.of("/medium")).orElseThrow()));
        } finally {
            stores.snapshots().delete(content);
        }
    }

    private static void place(Path file, LayerFile medium) throws IOException {
        if (medium.onDisk().isPresent()) {
            WholeFile.place(file, medium.onDisk().get());
        } else {
            WholeFile.write(file, medium::writeTo);
        }
    }

    private SnapshotId content(Path uki, String loader) throws BuildException, IOException {
        try (SnapshotDraft draft = stores.snapshots().begin()) {
            Path esp = draft.root().resolve("esp");
            Files.createDirectories(esp.resolve("EFI/BOOT"));
            Files.createDirectories(esp.resolve("EFI/Linux"));
            Files.createDirectories(esp.resolve("loader"));
            try (InputStream in = assets.loader().open()) {
                Files.copy(in, esp.resolve("EFI/BOOT").resolve(loader));
            }
            Files.move(uki, esp.resolve("EFI/Linux/kiln.efi"));
            Files.writeString(
                    esp.resolve("loader/loader.conf"), "timeout 0\ndefault kiln.efi\n", StandardCharsets.US_ASCII);
            Files.createDirectories(draft.root().resolve("state"));
            Optional<Path> configuration = request.machineConfiguration();
            if (configuration.isPresent()) {
                Files.write(draft.root().resolve("state/config.yaml"), MachineConfiguration.read(configuration.get()));
            }
            if (!meta.isEmpty()) {
                Files.write(draft.root().resolve("meta"), meta.partition());
            }
            return stores.snapshots().commit(draft, "content of a medium", false);
        }
    }

    /** A FAT of fixed serial number; times come from SOURCE_DATE_EPOCH, which FAT begins to know in 1980. */
    private String prelude() {
        return """
                export SOURCE_DATE_EPOCH=TIME MTOOLS_SKIP_CHECK=1
                find /medium -exec touch -h -d @TIME {} +
                cd /medium
                fat() { # image, offset in MiB, size in MiB, label, folder
                    truncate -s ">$(($2 + $3))M" "$1"
                    mkfs.vfat --invariant -F 32 -s 1 -n "$4" --offset=$(($2 * 2048)) "$1" $(($3 * 1024)) >/dev/null
                    (cd "$5" && find . -mindepth 1 -type d | LC_ALL=C sort | while read -r path; do
                        mmd -i "$1@@$2M" "::${path#./}"
                    done)
                    (cd "$5" && find . -type f | LC_ALL=C sort | while read -r path; do
                        mcopy -m -i "$1@@$2M" "$path" "::${path#./}"
                    done)
                }
                """.replace("TIME", Long.toString(Math.max(315_532_800L, request.sourceDateEpoch())));
    }

    private static String iso(long megabytes) {
        long fat = Math.max(40, megabytes + megabytes / 50 + 4);
        return String.format(Locale.ROOT, """
                mkdir /tmp/iso
                cp -R /medium/state/. /tmp/iso
                fat /tmp/iso/efi.img 0 %d EFI /medium/esp
                find /tmp/iso -exec touch -h -d @"$SOURCE_DATE_EPOCH" {} +
                # Inside the volume, since firmware believes nothing that lies behind its end.
                xorriso -as mkisofs -quiet -R -V KILN -o /out/medium -e efi.img -no-emul-boot \\
                    -efi-boot-part --efi-boot-image --gpt_disk_guid 4b494c4e-0000-4000-8000-000000000010 /tmp/iso
                """, fat);
    }

    /** EFI, META and STATE, as an installer lays them out. */
    private static String disk(long megabytes) {
        long efi = Math.max(200, 2 * megabytes + 64); // room for a second kernel at an upgrade
        long meta = 1 + efi;
        long state = meta + META_MIB;
        return String.format(Locale.ROOT, """
                truncate -s %1$dM /out/medium
                sgdisk --disk-guid=4b494c4e-0000-4000-8000-000000000000 \\
                    --new=1:1M:+%2$dM --typecode=1:ef00 --change-name=1:EFI \\
                    --partition-guid=1:4b494c4e-0000-4000-8000-000000000001 \\
                    --new=2:%3$dM:+%4$dM --typecode=2:8300 --change-name=2:META \\
                    --partition-guid=2:4b494c4e-0000-4000-8000-000000000002 \\
                    --new=3:%5$dM:+%6$dM --typecode=3:8300 --change-name=3:STATE \\
                    --partition-guid=3:4b494c4e-0000-4000-8000-000000000003 /out/medium >/dev/null
                fat /out/medium 1 %2$d EFI /medium/esp
                [ ! -f /medium/meta ] || dd if=/medium/meta of=/out/medium bs=1M seek=%3$d conv=notrunc status=none
                fat /out/medium %5$d %6$d STATE /medium/state
                """, state + STATE_MIB + 1, efi, meta, META_MIB, state, STATE_MIB);
    }
}
