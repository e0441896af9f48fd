package io.kiln.model.workspace;

import io.kiln.model.Platform;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment that every step starts with: defaults and the variables of the platform. Build arguments and the
 * variables of the tree are not in it: they change what templates see, never the environment, so that a stage is built
 * anew only for an argument that its own files use.
 */
public final class StepEnvironment {

    /** Names of architectures in GNU triplets, where they differ from those of the OCI specification. */
    private static final Map<String, String> TRIPLET_NAMES = Map.of(
            "amd64", "x86_64",
            "arm64", "aarch64",
            "386", "i686",
            "ppc64le", "powerpc64le",
            "loong64", "loongarch64");

    private StepEnvironment() {}

    /** The variables by name, sorted. */
    public static Map<String, String> of(Platform platform) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("LDFLAGS", "-s");
        variables.put("VENDOR", "talos");
        variables.put("SYSROOT", "/talos");
        variables.put("PATH", "/bin:/usr/bin:/sbin:/usr/sbin");
        String arch = TRIPLET_NAMES.getOrDefault(platform.architecture(), platform.architecture());
        String host = arch + "-" + platform.os() + "-musl";
        String flags = "-O2 -g0" + (arch.equals("x86_64") ? " -march=x86-64-v2 -mtune=generic" : "");
        variables.put("BUILD", host);
        variables.put("HOST", host);
        variables.put("ARCH", arch);
        variables.put("TARGET", arch + "-talos-" + platform.os() + "-musl");
        variables.put("CFLAGS", flags);
        variables.put("CXXFLAGS", flags);
        return Collections.unmodifiableMap(variables);
    }
}
