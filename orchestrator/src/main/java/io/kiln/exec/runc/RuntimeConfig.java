package io.kiln.exec.runc;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kiln.exec.HostNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code config.json} of the OCI runtime specification with what Docker gives a container by default: capabilities,
 * devices, hidden and read-only paths, system call filter.
 */
final class RuntimeConfig {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PROCESSES = 32768;

    private static final List<String> CAPABILITIES = List.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final List<Mount> MOUNTS = List.of(
            new Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
            new Mount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
            new Mount(
                    "/dev/pts",
                    "devpts",
                    "devpts",
                    List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
            new Mount("/dev/shm", "tmpfs", "shm", List.of("nosuid", "noexec", "nodev", "mode=1777")),
            new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
            new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")));

    private RuntimeConfig() {}

    /** Writes the file into the bundle directory; the root file system is {@code root} there. */
    static void write(Path bundle, String root, Container container) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("ociVersion", "1.0.2");
        config.put("process", process(container));
        config.put("root", Map.of("path", root, "readonly", false));
        config.put("hostname", HostNames.OWN);
        List<Mount> mounts = new ArrayList<>(MOUNTS);
        mounts.addAll(container.extraMounts());
        config.put("mounts", mounts);
        config.put("linux", linux(container));
        Files.write(bundle.resolve("config.json"), JSON.writeValueAsBytes(config));
    }

    private static Map<String, Object> process(Container container) {
        List<String> environment = container.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        return Map.of(
                "terminal", false,
                "user", Map.of("uid", 0, "gid", 0, "umask", 0022),
                "args", container.arguments(),
                "env", environment,
                "cwd", container.workingDirectory(),
                "capabilities", Map.of("bounding", CAPABILITIES, "effective", CAPABILITIES, "permitted", CAPABILITIES),
                "noNewPrivileges", false);
    }

    private static Map<String, Object> linux(Container container) {
        return Map.of(
                "cgroupsPath", ControlGroups.path(container.id()),
                "namespaces", namespaces(container),
                "maskedPaths", MASKED,
                "readonlyPaths", READ_ONLY,
                "seccomp", SeccompProfile.json(),
                "resources", resources());
    }

    private static Map<String, Object> resources() {
        List<Map<String, Object>> devices = List.of(Map.of("allow", false, "access", "rwm"));
        return ControlGroups.limitProcesses()
                ? Map.of("devices", devices, "pids", Map.of("limit", MOST_PROCESSES))
                : Map.of("devices", devices);
    }

    private static List<Map<String, String>> namespaces(Container container) {
        List<Map<String, String>> namespaces = new ArrayList<>();
        for (String type : List.of("pid", "ipc", "uts", "mount")) {
            namespaces.add(Map.of("type", type));
        }
        if (ControlGroups.isUnified()) {
            namespaces.add(Map.of("type", "cgroup"));
        }
        if (container.ownNetwork()) {
            namespaces.add(container
                    .networkPath()
                    .map(path -> Map.of("type", "network", "path", path))
                    .orElse(Map.of("type", "network")));
        }
        return namespaces;
    }
}
