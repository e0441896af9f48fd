package io.kiln.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.JavaProcess;
import io.kiln.linux.Linux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store gives does not depend on the form of its snapshots, and none but the archive is possible without root. */
class StoreInAnyFormIT {

    private static final int USER = 12345;

    @TempDir
    Path directory;

    private Path tree;
    private Path tar;

    @BeforeEach
    void aRootAndAPackage() throws Exception {
        Path root = Files.createDirectories(directory.resolve("root"));
        run("bash", "-ec", """
                cd "$1"
                mkdir -p usr/bin usr/lib dev boot empty home/user rootfs; printf x >rootfs/x
                printf tool >usr/bin/tool; chmod 4755 usr/bin/tool; ln usr/bin/tool usr/bin/same
                setcap cap_net_raw+ep usr/bin/tool 2>/dev/null || setfattr -n user.other -v 1 usr/bin/tool
                ln -s usr/lib lib; printf c >usr/lib/libc; ln -s ../usr/lib/libc boot/link
                mknod dev/null c 1 3; mkfifo dev/pipe
                printf mine >home/user/file; chown -R 1000:1000 home/user; setfattr -n user.note -v 0x00ff0a home/user/file
                printf 'version: v1alpha1\\n' >manifest.yaml
                printf odd >"$(printf 'n\\377\\376')"
                touch -d '2020-01-02 03:04:05.123456789' usr/bin/tool
                """, "-", root.toString());
        tar = directory.resolve("root.tar");
        run("tar", "--xattrs", "--xattrs-include=*", "-C", root.toString(), "-cf", tar.toString(), ".");
        tree = Files.createDirectories(directory.resolve("tree"));
        Path pkg = Files.createDirectories(tree.resolve("os"));
        Files.writeString(pkg.resolve("pkg.yaml"), """
                name: os
                variant: scratch
                finalize:
                  - from: /
                    to: /
                  - from: /opt/files
                    to: /lib/files
                """);
        Files.writeString(pkg.resolve("script"), "#!/bin/sh\n");
        Linux.chmod(pkg.resolve("script"), 0755);
        Files.createDirectories(pkg.resolve("sub"));
        Files.writeString(pkg.resolve("sub/config"), "A=y\n");
        run("chmod", "-R", "a+rX", directory.toString());
    }

    @Test
    void withoutRootTheSameImageAndFilesComeOutOfArchives() throws Exception {
        List<String> asRoot = StoreInAnyForm.run(directory.resolve("store"), tree, tar, directory.resolve("out"));
        Path users = Files.createDirectory(directory.resolve("users"));
        Linux.lchown(users, USER, USER);
        List<String> asUser = asUser(
                users.resolve("store").toString(),
                tree.toString(),
                tar.toString(),
                users.resolve("out").toString());

        assertThat(asRoot).hasSize(6);
        assertThat(asRoot.subList(0, 4)).containsOnly("fs");
        assertThat(asUser).hasSize(6);
        assertThat(asUser.subList(0, 4)).containsOnly("layer.tar");
        assertThat(asUser.subList(4, 6)).isEqualTo(asRoot.subList(4, 6));
        assertThat(asRoot.get(4)).isEqualTo("EXTENSION true false");
        assertThat(files(users.resolve("out"))).isEqualTo(files(directory.resolve("out")));
        assertThat(files(users.resolve("out")))
                .contains("f 4755 4 2020-01-02", "./usr/lib/files/script", "./usr/bin/same");
    }

    /** May read what root may, so that it finds the classes, and nothing else. */
    private static List<String> asUser(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                "setpriv",
                "--reuid=" + USER,
                "--regid=" + USER,
                "--clear-groups",
                "--inh-caps=+dac_read_search",
                "--ambient-caps=+dac_read_search",
                "--bounding-set=-all,+dac_read_search"));
        command.addAll(JavaProcess.command(List.of(), StoreInAnyForm.class, arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader()) {
            List<String> said = lines.lines().toList();
            assertThat(process.waitFor()).isZero();
            return said;
        }
    }

    private static String files(Path folder) throws Exception {
        return run(
                "bash",
                "-ec",
                "cd \"$1\"; export TZ=UTC LC_ALL=C; find . -mindepth 1 -type d -printf '%y %m %p\\n' -o -type f -printf"
                        + " '%y %m %s %TY-%Tm-%Td %TT %p\\n' -o -printf '%y %l %p\\n' | sort -k1; find . -type f -print0 | sort -z"
                        + " | xargs -0 sha256sum",
                "-",
                folder.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
