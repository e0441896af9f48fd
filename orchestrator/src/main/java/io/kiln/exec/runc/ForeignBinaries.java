package io.kiln.exec.runc;

import io.kiln.exec.BuildException;
import io.kiln.model.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether this host can run the programs of another architecture. */
final class ForeignBinaries {

    private static final Map<String, String> QEMU_NAMES = Map.of(
            "amd64", "x86_64", "arm64", "aarch64", "386", "i386", "arm", "arm", "riscv64", "riscv64", "s390x", "s390x");

    private ForeignBinaries() {}

    /** @throws BuildException with what to install, if an instruction for this platform could not run */
    static void require(Platform platform) throws BuildException {
        if (platform.architecture().equals(Platform.host().architecture())) {
            return;
        }
        String name = QEMU_NAMES.getOrDefault(platform.architecture(), platform.architecture());
        if (!Files.exists(Path.of("/proc/sys/fs/binfmt_misc/qemu-" + name))) {
            throw new BuildException(
                    3,
                    "this machine (" + Platform.host() + ") cannot run programs for " + platform
                            + ". Register an emulator for them (Debian: apt-get install qemu-user-static binfmt-support), or "
                            + "leave " + platform + " out of --platform.");
        }
    }
}
