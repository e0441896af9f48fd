package io.kiln.exec.docker;

import io.kiln.imager.Shell;
import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** An sshd of its own on loopback, and the environment of a user who may log in to it as root. */
final class SshServer implements Closeable {

    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final Process daemon;
    private final int port;

    private SshServer(Path folder, Process daemon, int port) {
        this.folder = folder;
        this.daemon = daemon;
        this.port = port;
    }

    /** @param configuration further lines of {@code sshd_config} */
    static SshServer start(Path folder, String configuration) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.createDirectories(Path.of("/run/sshd")); // without it, sshd does not start
        Shell.run(folder, "ssh-keygen -q -t ed25519 -N '' -f host; ssh-keygen -q -t ed25519 -N '' -f user");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s/host
                AuthorizedKeysFile %s/user.pub
                PidFile none
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                %s
                """.formatted(port, folder, folder, configuration));
        Process daemon = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config") + "")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        SshServer server = new SshServer(folder, daemon, port);
        server.await();
        server.writeClient("user", "host.pub");
        return server;
    }

    private void await() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START);
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                if (!daemon.isAlive() || Instant.now().isAfter(end)) {
                    close();
                    throw new IOException("sshd did not start:\n" + Files.readString(folder.resolve("log")), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** The program {@code ssh} reads the configuration of the account, whatever HOME says; so a wrapper names another. */
    void writeClient(String key, String hostKey) throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("known_hosts"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve(hostKey)));
        Files.writeString(folder.resolve("ssh_config"), """
                IdentityFile %s/%s
                IdentitiesOnly yes
                IdentityAgent none
                UserKnownHostsFile %s/known_hosts
                GlobalKnownHostsFile none
                StrictHostKeyChecking yes
                """.formatted(folder, key, folder));
        Path wrapper = Files.createDirectories(folder.resolve("bin")).resolve("ssh");
        Files.writeString(wrapper, "#!/bin/sh\nexec /usr/bin/ssh -F " + folder + "/ssh_config \"$@\"\n");
        Shell.run(folder, "chmod 0755 bin/ssh");
    }

    /** With {@code DOCKER_HOST} for this server, and {@code ssh} on the PATH. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("DOCKER_HOST", "ssh://root@127.0.0.1:" + port);
        return environment;
    }

    @Override
    public void close() {
        daemon.descendants().forEach(ProcessHandle::destroy);
        daemon.destroy();
        try {
            daemon.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
