package io.kiln.imager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Debian's systemd stub, beside objdump and objcopy. */
class UnifiedKernelImageTest {

    private static final Path STUB = Path.of("/usr/lib/systemd/boot/efi/linuxx64.efi.stub");

    @TempDir
    Path temp;

    private static PeStub stub() throws IOException {
        try (InputStream in = Files.newInputStream(STUB)) {
            return PeStub.read(STUB.toString(), in);
        }
    }

    private static UnifiedKernelImage.Section section(String name, String content) {
        return UnifiedKernelImage.Section.of(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path write(String name, UnifiedKernelImage.Section... sections) throws IOException {
        Path file = temp.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            new UnifiedKernelImage(stub(), List.of(sections)).writeTo(out, 1234567890);
        }
        return file;
    }

    @Test
    void objdumpShowsTheAddedSectionsInOrderAndTheTime() throws Exception {
        write(
                "uki.efi",
                section(".osrel", "ID=kiln\n"),
                section(".cmdline", "console=ttyS0"),
                section(".uname", "6.1.0"),
                section(".linux", "k".repeat(5000)),
                section(".initrd", "i".repeat(70_000)));

        String headers = Shell.run(temp, "objdump -h uki.efi");
        List<String> names = new ArrayList<>();
        headers.lines()
                .filter(line -> line.matches(" +\\d+ \\..*"))
                .forEach(line -> names.add(line.trim().split(" +")[1]));

        assertThat(names)
                .endsWith(".osrel", ".cmdline", ".uname", ".linux", ".initrd")
                .contains(".text", ".sdmagic");
        assertThat(Shell.run(temp, "TZ=UTC objdump -p uki.efi")).contains("Fri Feb 13 23:31:30 2009");
        assertThat(Shell.run(temp, "objcopy -O binary --only-section=.initrd uki.efi /dev/stdout | head -c 70000"))
                .isEqualTo("i".repeat(70_000));
        assertThat(Files.size(temp.resolve("uki.efi")) % 512).isZero();
    }

    @Test
    void sameSectionsGiveTheSameBytes() throws IOException {
        assertThat(write("one", section(".linux", "x"))).hasSameBinaryContentAs(write("two", section(".linux", "x")));
    }

    @Test
    void stubWithoutRoomIsRefused() throws IOException {
        UnifiedKernelImage.Section[] many = new UnifiedKernelImage.Section[12];
        for (int i = 0; i < many.length; i++) {
            many[i] = section(".s" + i, "x");
        }

        assertThatThrownBy(() -> write("uki.efi", many))
                .isInstanceOf(ImagerFormatException.class)
                .hasMessageMatching("the systemd stub has room for \\d more sections, and 12 are needed.*");
    }

    @Test
    void unifiedKernelImageIsNoStub() throws IOException {
        Path uki = write("uki.efi", section(".linux", "x"));
        PeStub again = PeStub.read("uki.efi", new ByteArrayInputStream(Files.readAllBytes(uki)));

        assertThatThrownBy(() -> new UnifiedKernelImage(again, List.of(section(".linux", "y"))))
                .hasMessageContaining("has a section .linux already");
    }

    @Test
    void whatIsNoEfiProgramIsRefused() {
        assertThatThrownBy(() -> PeStub.read("stub", new ByteArrayInputStream(new byte[500])))
                .hasMessage("stub is not an EFI program for 64-bit machines");
    }
}
