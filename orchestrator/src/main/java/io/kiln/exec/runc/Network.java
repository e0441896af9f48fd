package io.kiln.exec.runc;

import io.kiln.exec.HostNames;
import io.kiln.model.NetworkMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a network mode means for a container: its namespace, and the two files that name hosts. */
final class Network {

    /** Where slirp4netns answers for the host's resolver. */
    private static final String SLIRP_RESOLVER = "nameserver 10.0.2.3\n";

    private Network() {}

    static boolean needsSlirp(NetworkMode mode) {
        return mode == NetworkMode.DEFAULT;
    }

    static boolean isOwn(NetworkMode mode) {
        return mode != NetworkMode.HOST;
    }

    /** Writes the files into the directory of a run and tells their mounts. */
    static List<Mount> mounts(NetworkMode mode, Path directory, MountPoints points) throws IOException {
        List<Mount> mounts = new ArrayList<>();
        Path hosts = directory.resolve("hosts");
        Files.writeString(hosts, HostNames.FILE);
        points.file("/etc/hosts");
        mounts.add(Mount.bind(hosts, "/etc/hosts"));
        if (mode != NetworkMode.NONE) {
            Path resolver = directory.resolve("resolv.conf");
            Files.writeString(resolver, mode == NetworkMode.HOST ? hostResolver() : SLIRP_RESOLVER);
            points.file("/etc/resolv.conf");
            mounts.add(Mount.bind(resolver, "/etc/resolv.conf"));
        }
        return mounts;
    }

    private static String hostResolver() throws IOException {
        Path file = Path.of("/etc/resolv.conf");
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }
}
