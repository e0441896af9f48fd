package io.kiln.model.extension;

import java.util.List;
import java.util.Optional;

/**
 * Where a system extension may put files. Paths are compared name by name: {@code /usr/localfoo} is not below
 * {@code /usr/local}.
 */
public final class AllowedPaths {

    /** The paths themselves and all that is below them. */
    public static final List<String> ALL = List.of(
            "/etc/cri/conf.d",
            "/usr/lib/firmware",
            "/usr/lib/modules",
            "/usr/lib/ld-linux-x86-64.so.2",
            "/usr/lib/ld-linux-aarch64.so.1",
            "/usr/bin/ldconfig",
            "/etc/ld.so.conf",
            "/etc/ld.so.cache",
            "/usr/bin/nvidia-modprobe",
            "/usr/bin/nvidia-pcc",
            "/usr/bin/nvidia-smi",
            "/usr/bin/nvidia-ctk",
            "/usr/bin/nvidia-cdi-hook",
            "/usr/bin/nvme",
            "/usr/lib/udev/rules.d",
            "/usr/local",
            "/usr/share/glvnd",
            "/usr/share/egl",
            "/etc/vulkan");

    private AllowedPaths() {}

    /** Whether a file or link may be there; {@code path} is absolute, seen from the root of the machine. */
    public static boolean contain(String path) {
        return ALL.stream().anyMatch(allowed -> path.equals(allowed) || path.startsWith(allowed + "/"));
    }

    /** Whether a file configures the loading of modules, which Talos takes from the machine configuration alone. */
    public static boolean isModuleConfiguration(String path) {
        List<String> names = List.of(path.split("/"));
        return names.contains("modprobe.d")
                || names.contains("modules-load.d")
                || path.equals("/etc/modules")
                || path.equals("/etc/modprobe.conf");
    }

    /** A place that is allowed and that somebody who used this path probably meant. */
    public static Optional<String> instead(String path) {
        if (contain("/usr" + path)) {
            return Optional.of("/usr" + path);
        }
        if (path.startsWith("/opt/") || path.startsWith("/usr/bin/") || path.startsWith("/usr/share/")) {
            return Optional.of("/usr/local" + path.substring(path.startsWith("/usr/") ? 4 : 0));
        }
        return path.startsWith("/bin/") ? Optional.of("/usr/local" + path) : Optional.empty();
    }
}
