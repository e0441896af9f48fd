package io.kiln.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathsTest {

    @ParameterizedTest
    @CsvSource({"./a/b/,a/b", "a//b,a/b", "a/./b,a/b", "..a/b..,..a/b..", "./,''", "a,a"})
    void pathsTakeOneForm(String given, String plain) throws Exception {
        assertThat(EntryPaths.normalise(given)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../b", "a/..", "/a", "//a", "a\0b", ".."})
    void pathsThatLeadOutsideAreRefused(String path) {
        assertThatThrownBy(() -> EntryPaths.normalise(path))
                .isInstanceOfSatisfying(
                        UnsafeEntryException.class, e -> assertThat(e.entry()).isEqualTo(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/shadow", "/etc/shadow", "./"})
    void hardLinkToOutsideIsRefused(String target) {
        assertThatThrownBy(() -> EntryPaths.checked(TarEntry.hardlink("a", target)))
                .isInstanceOf(UnsafeEntryException.class);
    }

    @Test
    void symbolicLinkMayPointAnywhere() throws Exception {
        assertThat(EntryPaths.checked(TarEntry.symlink("a", "/../x")).linkName())
                .isEqualTo("/../x");
    }

    @Test
    void directoryComesBeforeItsContentAndThatBeforeSiblings() {
        List<String> paths = List.of("a-b", "a/b", "a", "a/b/c", "B", "a/\udcff", "a/ä");

        assertThat(paths.stream().sorted(EntryPaths.ORDER))
                .containsExactly("B", "a", "a/b", "a/b/c", "a/ä", "a/\udcff", "a-b");
    }
}
