package io.kiln.exec.runc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The system call filter of a container, in the form of the OCI runtime specification: what Docker's default profile
 * allows to a container with Docker's default capabilities.
 */
final class SeccompProfile {

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: no new namespaces. */
    private static final long NAMESPACE_FLAGS = 0x7E020000L;

    private static final long AF_VSOCK = 40;
    private static final List<Long> PERSONALITIES = List.of(0L, 8L, 0x20000L, 0x20008L, 0xFFFFFFFFL);

    private SeccompProfile() {}

    static Map<String, Object> json() {
        List<Map<String, Object>> rules = new ArrayList<>();
        rules.add(Map.of("names", allowed(), "action", "SCMP_ACT_ALLOW"));
        for (long personality : PERSONALITIES) {
            rules.add(allow("personality", argument(personality, 0, "SCMP_CMP_EQ")));
        }
        rules.add(allow("clone", argument(NAMESPACE_FLAGS, 0, "SCMP_CMP_MASKED_EQ")));
        rules.add(allow("socket", argument(AF_VSOCK, 0, "SCMP_CMP_NE")));
        // The flags of clone3 are in memory, where no filter sees them; ENOSYS makes the C library use clone.
        rules.add(Map.of("names", List.of("clone3"), "action", "SCMP_ACT_ERRNO", "errnoRet", ENOSYS));
        return Map.of(
                "defaultAction",
                "SCMP_ACT_ERRNO",
                "defaultErrnoRet",
                EPERM,
                "architectures",
                architectures(),
                "syscalls",
                rules);
    }

    private static List<String> architectures() {
        return switch (System.getProperty("os.arch", "")) {
            case "aarch64" -> List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM");
            case "amd64", "x86_64" -> List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
            default -> List.of();
        };
    }

    private static Map<String, Object> allow(String name, Map<String, Object> argument) {
        return Map.of("names", List.of(name), "action", "SCMP_ACT_ALLOW", "args", List.of(argument));
    }

    private static Map<String, Object> argument(long value, long valueTwo, String op) {
        return Map.of("index", 0, "value", value, "valueTwo", valueTwo, "op", op);
    }

    private static List<String> allowed() {
        try (InputStream in = Objects.requireNonNull(SeccompProfile.class.getResourceAsStream("seccomp-allowed.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .flatMap(line -> Arrays.stream(line.trim().split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
