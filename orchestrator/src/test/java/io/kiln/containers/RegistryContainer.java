package io.kiln.containers;

import com.github.dockerjava.api.command.InspectContainerResponse;
import io.kiln.exec.TinyRoot;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.imager.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/**
 * Debian's docker-registry in a container of {@link SharedEngine}, which the host reaches at the container's own address
 * and other containers of its network as {@value #ALIAS}.
 */
public final class RegistryContainer extends GenericContainer<RegistryContainer> {

    /** Its name for other containers; they add {@link #PORT}. */
    public static final String ALIAS = "registry";

    /** Where it listens. */
    public static final int PORT = 5000;

    public static final String USER = "user";
    public static final String PASSWORD = "hush";

    private static final String IMAGE = "kiln.test/docker-registry:1";
    private static final String HOME = "/srv/";

    /** The address stands in the certificate, and an engine tells it only when a container runs. */
    private static final String START =
            "until [ -e /srv/ready ]; do sleep 0.05; done; exec docker-registry serve /srv/config.yml";

    private final Path folder;
    private final boolean secure;
    private String address = "";

    private RegistryContainer(Network network, Path folder, boolean secure) {
        super(IMAGE);
        this.folder = folder;
        this.secure = secure;
        withImagePullPolicy(name -> false);
        withNetwork(network);
        withNetworkAliases(ALIAS);
        withCommand("/bin/sh", "-c", START);
        waitingFor(Wait.forLogMessage(".*listening on.*", 1));
    }

    /** One that speaks plain http to everybody. */
    public static RegistryContainer plain(Network network, Path folder) throws IOException, InterruptedException {
        makeImage(SharedEngine.get(), folder);
        return new RegistryContainer(network, folder, false);
    }

    /**
     * One that speaks https, with a certificate of an authority that is made in {@code folder}, to the one who knows
     * {@link #USER} and {@link #PASSWORD}.
     */
    public static RegistryContainer secure(Network network, Path folder) throws IOException, InterruptedException {
        makeImage(SharedEngine.get(), folder);
        Path authority = new TestAuthorities(folder).make("authority");
        Files.copy(
                authority, Files.createDirectory(folder.resolve("certificates")).resolve("ca.crt"));
        return new RegistryContainer(network, folder, true);
    }

    private static void makeImage(ContainerEngine engine, Path folder) throws IOException, InterruptedException {
        if (!engine.docker("images", "--quiet", IMAGE).isEmpty()) {
            return;
        }
        Path root = Files.createDirectory(folder.resolve("registry-root"));
        TinyRoot.fillWithBash(root);
        TinyRoot.program(root, Path.of("/usr/bin/docker-registry"));
        Files.createDirectory(root.resolve("srv"));
        engine.importImage(root, IMAGE);
    }

    /** The certificate of its authority. */
    public Path authority() {
        return folder.resolve("authority/ca.pem");
    }

    /** A folder with that certificate and nothing else, as Docker and skopeo want it. */
    public Path certificates() {
        return folder.resolve("certificates");
    }

    /** What {@code docker login} writes for its user. */
    public static String login(String registry, String password) {
        String auth = Base64.getEncoder().encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8));
        return "{\"auths\":{\"" + registry + "\":{\"auth\":\"" + auth + "\"}}}";
    }

    /** The digest that skopeo finds under a repository and tag of it. */
    public String digest(String image) throws IOException, InterruptedException {
        return skopeoInspect("--format {{.Digest}}", image).strip();
    }

    /** Runs {@code skopeo inspect} on a repository and tag of it. */
    public String skopeoInspect(String options, String image) throws IOException, InterruptedException {
        String access =
                secure ? " --creds " + USER + ":" + PASSWORD + " --cert-dir " + certificates() : " --tls-verify=false";
        return Shell.run(folder, "skopeo inspect " + options + access + " docker://" + name() + "/" + image);
    }

    /** Address and port for the host, as in references. */
    public String name() {
        return address + ":" + PORT;
    }

    /** Name and port for other containers of its network, as in references. */
    public static String nameInside() {
        return ALIAS + ":" + PORT;
    }

    @Override
    protected void containerIsStarting(InspectContainerResponse info) {
        address = info.getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress();
        try {
            if (secure) {
                secureFiles();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        give(
                "config.yml",
                """
                version: 0.1
                log: {level: info, accesslog: {disabled: true}}
                storage:
                  filesystem: {rootdirectory: /srv/data}
                  delete: {enabled: true}
                http: {addr: ':%d', secret: test%s}
                """.formatted(PORT, secure ? ", tls: {certificate: /srv/cert.pem, key: /srv/key.pem}" : "")
                        + (secure ? "auth: {htpasswd: {realm: test, path: /srv/htpasswd}}\n" : ""));
        give("ready", "");
    }

    private void secureFiles() throws IOException, InterruptedException {
        Path files = new TestAuthorities(folder)
                .sign("authority", "registry", "rsa:2048", "DNS:" + ALIAS + ",IP:" + address);
        give("cert.pem", Files.readString(files.resolve("cert.pem")));
        give("key.pem", Files.readString(files.resolve("key.pem")));
        give("htpasswd", Shell.run(folder, "htpasswd -Bbn " + USER + " " + PASSWORD));
    }

    private void give(String file, String content) {
        copyFileToContainer(Transferable.of(content), HOME + file);
    }
}
