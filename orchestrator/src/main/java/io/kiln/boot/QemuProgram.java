package io.kiln.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** QEMU as a program of this machine. */
final class QemuProgram {

    private QemuProgram() {}

    /** Says what to install if the program is not there. */
    static void check(String program) throws IOException {
        boolean found = program.contains("/")
                ? Files.isExecutable(Path.of(program))
                : Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        if (!found) {
            throw new IOException(
                    "there is no " + program + " on this machine. Debian: apt-get install qemu-system-x86 ovmf");
        }
    }
}
