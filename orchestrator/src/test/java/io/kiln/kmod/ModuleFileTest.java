package io.kiln.kmod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleFileTest {

    static Stream<ElfBuilder> processors() {
        return Stream.of(ElfBuilder.X86_64, ElfBuilder.AARCH64, ElfBuilder.POWERPC);
    }

    @ParameterizedTest
    @MethodSource("processors")
    void modinfoIsReadForEveryWidthAndByteOrder(ElfBuilder elf) throws IOException {
        byte[] bytes = elf.module("name=hello", "alias=a", "alias=b", "depends=x,y", "vermagic=1.2 SMP ", "empty=");

        try (ModuleFile module = read(bytes)) {
            assertThat(module.value("name")).hasValue("hello");
            assertThat(module.values("alias")).containsExactly("a", "b");
            assertThat(module.depends()).containsExactly("x", "y");
            assertThat(module.vermagic()).hasValue("1.2 SMP ");
            assertThat(module.value("empty")).hasValue("");
            assertThat(module.machine()).isEqualTo(elf.machine());
            assertThat(module.hasSignature()).isFalse();
            assertThat(module.isCompressed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
    void compressedModuleIsUnpacked(Compression compression) throws IOException {
        byte[] bytes = ElfBuilder.X86_64.module("name=hello");

        try (ModuleFile module = read(KernelBuilder.compress(bytes, compression))) {
            assertThat(module.value("name")).hasValue("hello");
            assertThat(module.isCompressed()).isTrue();
        }
    }

    @Test
    void executableAndObjectWithoutModinfoAreNoModules() {
        assertThatThrownBy(() -> read(ElfBuilder.X86_64.kernel(0, new byte[100])))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining("relocatable");
        byte[] object = ElfBuilder.X86_64.module("name=hello");
        int name = new String(object, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(".modinfo");
        object[name] = 'x';
        assertThatThrownBy(() -> read(object))
                .isInstanceOf(KmodFormatException.class)
                .hasMessageContaining(".modinfo");
    }

    @Test
    void truncatedModuleIsRefused() {
        byte[] bytes = ElfBuilder.X86_64.module("name=hello");
        for (int length = 0; length < 250; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(part)).isInstanceOf(KmodFormatException.class);
        }
    }

    private static ModuleFile read(byte[] bytes) throws IOException {
        return ModuleFile.read(new ByteArrayInputStream(bytes));
    }
}
