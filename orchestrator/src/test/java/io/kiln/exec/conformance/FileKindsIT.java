package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.store.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step makes goes through {@code finalize} to a stage that depends on it: owned by 0:0, else as it was. */
class FileKindsIT extends ConformanceCase {

    @Test
    void ownersAreRootsAndModesStay() throws Exception {
        assertThat(listed("""
                        echo 1 > set-user; chown 7:8 set-user; chmod 4755 set-user
                        echo 1 > set-group; chown 7:8 set-group; chmod 2711 set-group
                        echo 1 > secret; chmod 600 secret
                        echo 1 > none; chmod 0 none
                        mkdir sticky; chown 1000:100000 sticky; chmod 1777 sticky
                        mkdir inherits; chmod 2775 inherits
                        ln -s set-user link; chown -h 7:8 link
                        """, "stat -c '%n %F %a %u:%g' *"))
                .containsExactly(
                        "inherits directory 2775 0:0",
                        "link symbolic link 777 0:0",
                        "none regular file 0 0:0",
                        "secret regular file 600 0:0",
                        "set-group regular file 2711 0:0",
                        "set-user regular file 4755 0:0",
                        "sticky directory 1777 0:0");
    }

    @Test
    void timesStayToTheSecond() throws Exception {
        assertThat(listed("""
                        echo 1 > file; mkdir dir; ln -s file link; echo 1 > dir/inner; echo 1 > old; echo 1 > late
                        touch -d '2001-02-03 04:05:06' file; touch -h -d '2002-02-03 04:05:06' link
                        touch -d '1970-01-01 00:00:00' old; touch -d '2040-01-01 00:00:00' late
                        touch -d '2003-02-03 04:05:06' dir/inner; touch -d '2004-02-03 04:05:06' dir
                        """, "stat -c '%n %Y' file link old late dir dir/inner"))
                .containsExactly(
                        "file 981173106",
                        "link 1012709106",
                        "old 0",
                        "late 2208988800",
                        "dir 1075781106",
                        "dir/inner 1044245106");
    }

    /* How many names a file has beyond those in the root is the executor's own business. */
    @Test
    void hardLinksStayOneFile() throws Exception {
        assertThat(
                        listed(
                                """
                        mkdir -p a b; echo 1 > a/one; ln a/one b/two; ln a/one three; echo 2 > alone
                        echo 1 > /outside; ln /outside half
                        """,
                                "test a/one -ef b/two; test three -ef a/one; test ! half -ef alone; echo more >> half; cat alone half"))
                .containsExactly("2", "1", "more");
    }

    @Test
    void symbolicLinksAreCopiedAndNotFollowed() throws Exception {
        assertThat(listed("""
                        mkdir -p dir; echo 1 > dir/f; ln -s nowhere dangling; ln -s /etc/passwd absolute; ln -s dir to-dir
                        ln -s ../../../../up up; ln -s . self; ln -s 'with space//and/slash/' odd
                        ln -s $(printf '%0200d' 7) long
                        """, "stat -c %N dangling absolute to-dir up self odd; stat -c '%n %s' long; ls to-dir/"))
                .containsExactly(
                        "'dangling' -> 'nowhere'",
                        "'absolute' -> '/etc/passwd'",
                        "'to-dir' -> 'dir'",
                        "'up' -> '../../../../up'",
                        "'self' -> '.'",
                        "'odd' -> 'with space//and/slash/'",
                        "long 200",
                        "f");
    }

    @Test
    void devicesAndFifosAreKept() throws Exception {
        assertThat(listed("""
                        mknod disk b 8 300; mknod terminal c 5 1; mknod fifo p; chmod 640 disk fifo; chmod 622 terminal
                        mkdir dev; mknod dev/console c 5 1; mknod dev/null c 1 3
                        """, "stat -c '%n %F %a %t,%T' disk terminal fifo dev/console dev/null"))
                .containsExactly(
                        "disk block special file 640 8,12c",
                        "terminal character special file 622 5,1",
                        "fifo fifo 640 0,0",
                        "dev/console character special file 644 5,1",
                        "dev/null character special file 644 1,3");
    }

    @Test
    void aSocketIsLeftOut() throws Exception {
        assertThat(listed("""
                        perl -e 'socket(S, 1, 1, 0) or die; bind(S, pack("Sa*", 1, "agent\\0")) or die $!'
                        test -S agent; echo 1 > file
                        """, "ls -A")).containsExactly("file");
    }

    @Test
    void fileCapabilitiesStay() throws Exception {
        assertThat(listed("""
                        echo 1 > tool; chmod 755 tool; /usr/sbin/setcap cap_net_raw+ep tool; ln tool again
                        """, "getfattr -d -m security.capability -e hex tool again; stat -c %a tool"))
                .containsExactly(
                        "# file: tool",
                        "security.capability=0x0100000200200000000000000000000000000000",
                        "",
                        "# file: again",
                        "security.capability=0x0100000200200000000000000000000000000000",
                        "",
                        "755");
    }

    @Test
    void attributesOfUsersStay() throws Exception {
        assertThat(listed(
                        """
                        echo 1 > tool; ln tool again; mkdir -p dir/deep; echo 1 > dir/deep/$'odd\\xff\\nname'; echo 1 > plain
                        setfattr -n user.note -v 0x0100ff tool; setfattr -n user.dir -v 1 dir
                        setfattr -n user.deep -v deep dir/deep/odd*; setfattr -n user.long -v "$(printf '%03000d' 7)" dir/deep
                        setfattr -n user.gone -v 1 plain; setfattr -x user.gone plain; ln -s tool link
                        """,
                        "for f in *; do getfattr -h -d -m '^user' -e hex \"$f\"; done; getfattr --only-values -n user.deep dir/deep/odd*;"
                                + " echo; getfattr --only-values -n user.long dir/deep | wc -c"))
                .containsExactly(
                        "# file: again",
                        "user.note=0x0100ff",
                        "",
                        "# file: dir",
                        "user.dir=0x31",
                        "",
                        "# file: tool",
                        "user.note=0x0100ff",
                        "",
                        "deep",
                        "3000");
    }

    @Test
    void namesOfAllBytesGoThroughStages() throws Exception {
        assertThat(
                        listed(
                                """
                        echo 1 > $'odd\\xff\\xfe'; echo 1 > $'new\\nline'; echo 1 > ' leading'; echo 1 > -dash
                        echo 1 > $(printf '%0250d' 1); mkdir -p "$(printf '%0120d' 1)/$(printf '%0120d' 2)"; echo 1 > \u00e9\u4e2d
                        ln -s $'to\\xff' link; echo 1 > "quo'te\\"\\\\"; echo 1 > '*'
                        """,
                                "for f in *; do printf '%q\\n' \"$f\"; done; test -e ./$'odd\\xff\\xfe'; test \"$(stat -c %N link)\" = $'\\'link\\' -> \\'to\\xff\\''"))
                .containsExactly(
                        "\\ leading",
                        "\\*",
                        "-dash",
                        "0".repeat(249) + "1",
                        "0".repeat(119) + "1",
                        "link",
                        "$'new\\nline'",
                        "$'odd\\377\\376'",
                        "quo\\'te\\\"\\\\",
                        "$'\\303\\251\\344\\270\\255'");
    }

    @Test
    void sparseAndLargeFilesKeepTheirContent() throws Exception {
        assertThat(listed("""
                        dd if=/dev/zero of=sparse bs=1 count=1 seek=100000000 2>/dev/null; echo end >> sparse; : > empty
                        seq 1000000 > numbers
                        """, "stat -c '%n %s' sparse empty numbers; sha256sum < numbers | head -c 16; echo"))
                .containsExactly("sparse 100000005", "empty 0", "numbers 6888896", NUMBERS);
    }

    private static final String NUMBERS = sum();

    private static String sum() {
        StringBuilder numbers = new StringBuilder();
        for (int i = 1; i <= 1_000_000; i++) {
            numbers.append(i).append('\n');
        }
        return io.kiln.oci.Digest.of(numbers.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .hex()
                .substring(0, 16);
    }

    /** What a dependent prints in the output of a stage; what was made below {@code /out} lies at {@code /in} there. */
    private List<String> listed(String making, String listing) throws Exception {
        StageResult result = run(stage().build("mkdir /out; cd /out\n" + making).finalize("/out", "/in"));
        Stages dependent = stage().input("dependent", result.layers().toArray(SnapshotId[]::new))
                .build("cd /in; export LC_ALL=C\n" + listing);
        return said(dependent);
    }
}
