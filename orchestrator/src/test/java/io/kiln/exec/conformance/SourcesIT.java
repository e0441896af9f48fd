package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources appear at {@code /tmp/build/<destination>} before the first instruction of their step. */
class SourcesIT extends ConformanceCase {

    @Test
    void sourcesAreFilesOfRootInTheWorkingDirectoryAndTheStoresOwnAreSafe() throws Exception {
        Path source = source("text");
        Linux.lchown(source, 65534, 65534);
        Linux.chmod(source, 0644);
        Linux.setTime(source, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));

        assertThat(said(stage().sources(Map.of("deep/er/name.txt", source, "top", source))
                        .build(
                                "stat -c '%n %F %a %u:%g %h' deep deep/er deep/er/name.txt top; cat deep/er/name.txt top",
                                "echo more >> deep/er/name.txt; cat deep/er/name.txt; rm top")))
                .containsExactly(
                        "deep directory 755 0:0 3",
                        "deep/er directory 755 0:0 2",
                        "deep/er/name.txt regular file 644 0:0 1",
                        "top regular file 644 0:0 1",
                        "text",
                        "text",
                        "text",
                        "more");
        assertThat(source).hasContent("text\n");
    }

    @Test
    void aSourceIsThereFromItsStepOn() throws Exception {
        assertThat(said(stage().build("ls; echo nothing yet")
                        .sources(Map.of("name", source("first")))
                        .build("cat name; echo changed > name")
                        .build("cat name")
                        .sources(Map.of("name", source("second")))
                        .build("cat name")))
                .containsExactly("nothing yet", "first", "changed", "second");
    }

    @Test
    void aSourceGoesThroughTheDirectoriesAndLinksThatEarlierStepsMade() throws Exception {
        assertThat(said(stage().build("mkdir -m 700 dir; ln -s dir alias; echo of the step > dir/mine")
                        .sources(Map.of("dir/one", source("one"), "alias/two", source("two")))
                        .build("stat -c '%a %F' dir alias; cat dir/mine dir/one dir/two")))
                .containsExactly("700 directory", "777 symbolic link", "of the step", "one", "two");
    }

    @Test
    void aSourceTakesThePlaceOfALinkAndDoesNotWriteThroughIt() throws Exception {
        assertThat(said(stage().build("echo precious > /etc/precious; ln -s /etc/precious name")
                        .sources(Map.of("name", source("source")))
                        .build("cat name /etc/precious; stat -c %F name")))
                .containsExactly("source", "precious", "regular file");
    }

    @Test
    void aDestinationOutsideTheWorkingDirectoryIsRefused() throws Exception {
        Path source = source("text");
        assertThatThrownBy(() ->
                        run(stage().sources(Map.of("../../etc/passwd", source)).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("../../etc/passwd");
    }

    private Path source(String line) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "source", ""), line + "\n");
    }
}
