package io.kiln.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What stat, getfattr and sha256sum say of all files below a directory, links told by who shares an inode. */
final class Listing {

    /* Times of whiteouts mean nothing, and an inode's number neither: names that share one are listed together. */
    private static final String SCRIPT = """
            set -e; cd "$1"; export LC_ALL=C
            find . -type c -size 0 -printf '%p %m\\n' | sort
            find . -exec stat -c '%F %a %u:%g %t,%T %s %y %N' {} + | grep -v '^character special file 0 0:0 0,0' \
                | sed 's/^directory \\(.*\\) [0-9]* \\([0-9-]* [0-9:.]* [+0-9]* .*\\)$/directory \\1 \\2/' | sort
            find . -links +1 ! -type d -printf '%i %p\\n' | sort -k1,1n -k2 \
                | awk '{ if ($1 != last) printf "\\nlinks:"; last = $1; printf " %s", $2 } END { print "" }' | sort
            find . -print0 | sort -z | xargs -0 getfattr -h -d -m - -e hex --
            find . -type f -print0 | sort -z | xargs -0 sha256sum
            """;

    private Listing() {}

    static String of(Path directory) throws IOException {
        Process process = new ProcessBuilder("bash", "-c", SCRIPT, "listing", directory.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("listing " + directory + " failed: " + text);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return text;
    }
}
