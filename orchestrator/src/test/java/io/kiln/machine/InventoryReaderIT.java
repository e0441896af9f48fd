package io.kiln.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import io.kiln.imager.CpioWriter;
import io.kiln.kmod.DebianKernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules of an initramfs whose layers mksquashfs wrote, with modules that Debian built. */
class InventoryReaderIT {

    @TempDir
    Path temp;

    @Test
    void modulesOfRootAndExtensionsAreFoundWithTheParametersOfThoseAskedFor() throws Exception {
        DebianKernel debian = DebianKernel.get();
        Path root = modules("root", "6.1-test");
        Files.copy(debian.module("dummy"), root.resolve("dummy.ko"));
        Files.writeString(root.resolve("modules.builtin"), "kernel/fs/ext4/ext4.ko\nkernel/fs/fuse/fuse.ko\n");
        Files.writeString(
                root.resolve("modules.builtin.modinfo"),
                "fuse.parm=max_user_bgreq:how many\0fuse.license=GPL\0ext4.x=y\0");
        Path extension = modules("extension", "6.1-test/extras");
        Files.copy(debian.module("loop"), extension.resolve("loop.ko"));
        Path work = Files.createDirectory(temp.resolve("work"));
        ByteArrayOutputStream initramfs = new ByteArrayOutputStream();
        segment(initramfs, "rootfs.sqsh", pack("root"));
        segment(
                initramfs,
                "0.sqsh",
                pack("extension"),
                "extensions.yaml",
                "layers:\n- image: 0.sqsh\n  metadata: {name: loops, version: v1}\n".getBytes(StandardCharsets.UTF_8));

        InventoryReader reader = new InventoryReader(Set.of("loop", "fuse"));
        reader.addInitramfs(new ByteArrayInputStream(initramfs.toByteArray()), work);

        ModuleInventory inventory = reader.inventory();
        assertThat(inventory.all())
                .extracting(KnownModule::name, KnownModule::source, KnownModule::builtIn)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("dummy", "the machine's root", false),
                        org.assertj.core.groups.Tuple.tuple("loop", "extension loops", false),
                        org.assertj.core.groups.Tuple.tuple("ext4", "built into the kernel", true),
                        org.assertj.core.groups.Tuple.tuple("fuse", "built into the kernel", true));
        assertThat(inventory.find("loop").orElseThrow().parameters()).contains("max_loop");
        assertThat(inventory.find("fuse").orElseThrow().parameters()).containsExactly("max_user_bgreq");
    }

    private Path modules(String tree, String below) throws IOException {
        return Files.createDirectories(
                temp.resolve(tree).resolve("usr/lib/modules").resolve(below));
    }

    private byte[] pack(String tree) throws IOException, InterruptedException {
        Path image = temp.resolve(tree + ".sqsh");
        Process process = new ProcessBuilder(
                        "mksquashfs",
                        temp.resolve(tree).toString(),
                        image.toString(),
                        "-comp",
                        "zstd",
                        "-quiet",
                        "-no-progress")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return Files.readAllBytes(image);
    }

    private static void segment(ByteArrayOutputStream initramfs, Object... namesAndContents) throws IOException {
        try (ZstdOutputStream out = new ZstdOutputStream(initramfs)) {
            CpioWriter cpio = new CpioWriter(out, 0);
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] content = (byte[]) namesAndContents[i + 1];
                cpio.entry((String) namesAndContents[i], 0100644, content.length, new ByteArrayInputStream(content));
            }
            cpio.finish();
        }
    }
}
