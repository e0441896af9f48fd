package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.BuildException;
import io.kiln.exec.StageResult;
import io.kiln.linux.Linux;
import io.kiln.store.OverlayMarks;
import io.kiln.store.SnapshotId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The root of a stage: the base, then the dependencies in their order, later ones on top of earlier ones. */
class InputsConformanceIT extends ConformanceCase {

    /** {@code cap_net_raw=ep} as the kernel keeps it, revision 2. */
    private static final byte[] NET_RAW = {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    @Test
    void laterInputsWinAndWhatTheyRemoveThemselvesDoesNotReachOthers() throws Exception {
        SnapshotId one = snapshot(root -> {
            file(root, "data/shared", "one\n");
            file(root, "data/removed", "of one\n");
            file(root, "dir/kept", "of one");
        });
        SnapshotId twoLow = snapshot(root -> {
            file(root, "data/shared", "two\n");
            file(root, "data/removed", "of two");
            file(root, "dir/lost", "of two");
        });
        SnapshotId twoHigh = snapshot(true, root -> {
            Files.createDirectories(root.resolve("data"));
            OverlayMarks.makeWhiteout(root.resolve("data/removed"));
            file(root, "dir/new", "of two");
            OverlayMarks.makeOpaque(root.resolve("dir"));
        });

        assertThat(said(stage().input("one", one)
                        .input("two", twoLow, twoHigh)
                        .build("cat /data/shared /data/removed; ls /dir")))
                .containsExactly("two", "of one", "kept", "new");
    }

    @Test
    void aFileADirectoryAndALinkEachTakeThePlaceOfWhatWasThere() throws Exception {
        SnapshotId one = snapshot(root -> {
            file(root, "file-under-file", "1");
            file(root, "file-under-directory", "1");
            file(root, "file-under-link", "1");
            file(root, "directory-under-file/deep/f", "1");
            file(root, "directory-under-link/deep/f", "1");
            file(root, "directory-under-directory/of-one", "1");
            Files.createSymbolicLink(root.resolve("link-under-file"), Path.of("/etc/precious"));
            Files.createSymbolicLink(root.resolve("link-under-link"), Path.of("/etc/precious"));
            file(root, "etc/precious", "precious\n");
        });
        SnapshotId two = snapshot(root -> {
            file(root, "file-under-file", "2\n");
            file(root, "file-under-directory/f", "2\n");
            Files.createSymbolicLink(root.resolve("file-under-link"), Path.of("nowhere"));
            file(root, "directory-under-file", "2\n");
            Files.createSymbolicLink(root.resolve("directory-under-link"), Path.of("etc"));
            file(root, "directory-under-directory/of-two", "2\n");
            file(root, "link-under-file", "2\n");
            Files.createSymbolicLink(root.resolve("link-under-link"), Path.of("directory-under-directory"));
        });

        assertThat(said(stage().input("one", one)
                        .input("two", two)
                        .build("cat /file-under-file /file-under-directory/f /directory-under-file /link-under-file"
                                + " /etc/precious; ls /directory-under-directory; ls -d /directory-under-link/precious;"
                                + " stat -c %N /file-under-link /link-under-link /directory-under-link")))
                .containsExactly(
                        "2",
                        "2",
                        "2",
                        "2",
                        "precious",
                        "of-one",
                        "of-two",
                        "/directory-under-link/precious",
                        "'/file-under-link' -> 'nowhere'",
                        "'/link-under-link' -> 'directory-under-directory'",
                        "'/directory-under-link' -> 'etc'");
    }

    @Test
    void theFilesOfAnInputKeepAllThatTheyHave() throws Exception {
        SnapshotId kinds = snapshot(root -> {
            Path in = Files.createDirectory(root.resolve("in"));
            Path tool = file(root, "in/tool", "tool");
            Linux.lchown(tool, 7, 8);
            Linux.chmod(tool, 06755);
            Linux.link(tool, in.resolve("tool-again"));
            Linux.setXattr(tool, "user.note", new byte[] {1, 0, (byte) 0xff});
            Linux.setXattr(tool, "security.capability", NET_RAW);
            Linux.setTime(tool, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
            Files.createSymbolicLink(in.resolve("dangling"), Path.of("../no/where"));
            Linux.lchown(in.resolve("dangling"), 9, 9);
            Linux.mknod(in.resolve("fifo"), 0010640, 0, 0);
            Linux.mknod(in.resolve("disk"), 0060660, 8, 300);
            Linux.mknod(in.resolve("terminal"), 0020620, 5, 1);
            Path empty = Files.createDirectory(in.resolve("empty"));
            Linux.lchown(empty, 1000, 100000);
            Linux.chmod(empty, 03775);
            Linux.setXattr(empty, "user.note", new byte[] {2});
            Linux.setTime(empty, FileTime.from(Instant.parse("1999-12-31T23:59:59Z")));
        });

        assertThat(said(stage().input("kinds", kinds)
                        .build(
                                "cd /in; stat -c '%n %F %a %u:%g %h %t,%T %s' tool dangling fifo disk terminal; stat -c '%n %F %a %u:%g' empty",
                                "cd /in; stat -c '%Y' tool empty; test tool -ef tool-again; stat -c %N dangling",
                                "cd /in; getfattr -h -d -m '^(user|security[.]cap)' -e hex tool empty")))
                .containsExactly(
                        "tool regular file 6755 7:8 2 0,0 4",
                        "dangling symbolic link 777 9:9 1 0,0 11",
                        "fifo fifo 640 0:0 1 0,0 0",
                        "disk block special file 660 0:0 1 8,12c 0",
                        "terminal character special file 620 0:0 1 5,1 0",
                        "empty directory 3775 1000:100000",
                        "981173106",
                        "946684799",
                        "'dangling' -> '../no/where'",
                        "# file: tool",
                        "security.capability=0x0100000200200000000000000000000000000000",
                        "user.note=0x0100ff",
                        "",
                        "# file: empty",
                        "user.note=0x02",
                        "");
    }

    @Test
    void theBaseMayRemoveItsOwnFilesByWhiteouts() throws Exception {
        SnapshotId top = snapshot(true, root -> {
            Files.createDirectories(root.resolve("bin"));
            OverlayMarks.makeWhiteout(root.resolve("bin/true"));
        });

        assertThat(said(emptyStage().input("base", base(), top).build("ls /bin/true 2> /dev/null || echo gone")))
                .containsExactly("gone");
    }

    @Test
    void whatAStepRemovesOfAnInputStaysRemoved() throws Exception {
        SnapshotId one = snapshot(root -> {
            file(root, "data/file", "1");
            file(root, "data/dir/deep/f", "1");
            file(root, "data/replaced/old", "1");
            file(root, "data/becomes-file/old", "1");
            file(root, "data/becomes-link/old", "1");
            file(root, "data/becomes-dir", "1");
        });

        StageResult result = run(stage().input("one", one)
                .build(
                        "cd /data; rm file; rm -r dir replaced becomes-file becomes-link; rm becomes-dir",
                        "cd /data; mkdir replaced becomes-dir; echo 2 > replaced/new; echo 2 > becomes-file;"
                                + " ln -s replaced becomes-link; echo 2 > becomes-dir/new",
                        "cd /data; ls; ls replaced becomes-dir")
                .finalize("/data", "/"));

        assertThat(lines())
                .containsExactly(
                        "becomes-dir",
                        "becomes-file",
                        "becomes-link",
                        "replaced",
                        "becomes-dir:",
                        "new",
                        "",
                        "replaced:",
                        "new");
        assertThat(names(result, "/")).containsExactly("becomes-dir", "becomes-file", "becomes-link", "replaced");
        assertThat(names(result, "/replaced")).containsExactly("new");
        assertThat(names(result, "/becomes-dir")).containsExactly("new");
        assertThat(content(result, "/becomes-file")).isEqualTo("2\n");
    }

    @Test
    void fromAndToPutAPartElsewhere() throws Exception {
        SnapshotId one = snapshot(root -> {
            file(root, "usr/include/a.h", "a\n");
            file(root, "usr/bin/tool", "t\n");
            Files.createDirectories(root.resolve("usr/share/empty"));
            Files.createSymbolicLink(root.resolve("include"), Path.of("usr/include"));
        });

        assertThat(said(stage().input("one", "/usr/include", "/opt/include", one)
                        .input("one", "/include", "/opt/by-link", one)
                        .input("one", "/usr/bin/tool", "/bin", one)
                        .input("one", "/usr/bin/tool", "/opt/renamed", one)
                        .input("one", "/usr/bin/tool", "/opt/new/", one)
                        .input("one", "/usr/share/empty", "/opt/empty", one)
                        .build(
                                "cat /opt/include/a.h /opt/by-link/a.h /bin/tool /opt/renamed /opt/new/tool; ls -d /usr/include /usr/bin 2>/dev/null || true;"
                                        + " stat -c '%n %F %a' /opt/empty /opt/by-link")))
                .containsExactly(
                        "a", "a", "t", "t", "t", "/usr/bin", "/opt/empty directory 755", "/opt/by-link directory 755");
    }

    @Test
    void aTargetBelowALinkGoesWhereTheLinkLeads() throws Exception {
        SnapshotId links = snapshot(root -> {
            Files.createDirectories(root.resolve("usr/share/data"));
            Files.createSymbolicLink(root.resolve("data"), Path.of("usr/share/data"));
        });
        SnapshotId one = snapshot(root -> file(root, "f", "f\n"));

        assertThat(said(stage().input("links", links)
                        .input("one", "/", "/data/one", one)
                        .build("cat /usr/share/data/one/f")))
                .containsExactly("f");
    }

    @Test
    void aFromThatIsNotThereIsAnErrorWithItsPlace() {
        assertThatThrownBy(() ->
                        run(stage().input("stage one", "/no", "/x", base()).build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessage("hello/pkg.yaml:7:9: stage one has no /no (from)");
    }

    @Test
    void aDirectoryThatWouldHideALinkIsAnErrorThatNamesBoth() throws Exception {
        SnapshotId links = snapshot(root -> {
            file(root, "opt/real/f", "f");
            Files.createSymbolicLink(root.resolve("opt/alias"), Path.of("real"));
        });
        SnapshotId hiding = snapshot(root -> file(root, "opt/alias/g", "g"));

        assertThatThrownBy(() -> run(stage().input("stage links", links)
                        .input("stage hiding", hiding)
                        .build("true")))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("stage hiding has a directory /opt/alias where stage links has a symbolic link")
                .hasMessageContaining("real");
    }

    @Test
    void sixHundredLayersAreMergedIntoFewEnough() throws Exception {
        List<SnapshotId> layers = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String name = "f" + i;
            layers.add(snapshot(root -> {
                file(root, "many/" + name, "x");
                file(root, "many/last", name + "\n");
            }));
        }

        assertThat(said(stage().input("many", layers.toArray(SnapshotId[]::new))
                        .build("ls /many | wc -l", "cat /many/last")))
                .containsExactly("601", "f599");
    }

    @Test
    void theSameLayerTwiceIsMountedOnce() throws Exception {
        SnapshotId one = snapshot(root -> file(root, "f", "one\n"));
        SnapshotId two = snapshot(root -> file(root, "f", "two\n"));

        assertThat(said(stage().input("a", one).input("b", two).input("c", one).build("cat /f")))
                .containsExactly("one");
    }

    @Test
    void aLargeInputAndASmallOneAreInTheirOrder() throws Exception {
        SnapshotId small = snapshot(root -> file(root, "data/f", "small\n"));
        SnapshotId large = snapshot(root -> {
            file(root, "data/f", "large\n");
            file(root, "data/filler", "x".repeat(3 << 20));
        });

        assertThat(said(stage().input("large", large).input("small", small).build("cat /data/f")))
                .containsExactly("small");
        assertThat(said(stage().input("small", small).input("large", large).build("cat /data/f; true")))
                .containsExactly("large");
    }

    @Test
    void aStepChangesItsOwnViewOfAnInputAndNotTheInput() throws Exception {
        SnapshotId one = snapshot(root -> file(root, "data/f", "one\n"));
        run(stage().input("one", one).build("echo changed > /data/f; touch /data/new; chmod 700 /data"));

        assertThat(said(stage().input("one", one).build("cat /data/f; ls /data; stat -c %a /data")))
                .isEqualTo(List.of("one", "f", "755"));
    }
}
