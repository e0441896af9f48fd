package io.kiln.exec.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import io.kiln.exec.BuildException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Docker Engine that answers, with the client for it, speaking a version of the API that both know. Thread-safe; its
 * owner closes it, which ends all connections.
 */
public final class DockerEngine implements Closeable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DockerEndpoint endpoint;
    private final EngineConnection connection;
    private final DockerClient client;
    private final EngineFacts facts;
    private final DockerEngineExceptions exceptions;

    private DockerEngine(DockerEndpoint endpoint, EngineConnection connection, DockerClient client, EngineFacts facts) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.client = client;
        this.facts = facts;
        this.exceptions = DockerEngineExceptions.of(endpoint, facts.dataRoot());
    }

    /**
     * Connects.
     *
     * @param maxConnections how many requests may be open at once; one more waits, so at least four for each stage that
     *     runs
     * @throws BuildException if there is no engine, or none that Kiln can use; the message says what to do
     */
    public static DockerEngine open(DockerEndpoint endpoint, int maxConnections)
            throws BuildException, InterruptedException {
        return open(endpoint, System.getenv(), maxConnections, PATIENCE);
    }

    /**
     * @param environment of {@code ssh}
     * @param patience for each of the first answers
     */
    static DockerEngine open(
            DockerEndpoint endpoint, Map<String, String> environment, int maxConnections, Duration patience)
            throws BuildException, InterruptedException {
        DockerEngineExceptions failures = DockerEngineExceptions.reaching(endpoint);
        EngineConnection connection;
        try {
            connection = EngineConnection.open(endpoint, environment, maxConnections);
        } catch (IOException | RuntimeException e) {
            throw failures.translate("learn the version of the engine", e);
        }
        boolean opened = false;
        try {
            DockerEngine engine = greet(endpoint, connection, patience);
            opened = true;
            return engine;
        } catch (IOException | RuntimeException e) {
            throw failures.translate("learn the version of the engine", e);
        } finally {
            if (!opened) {
                closeQuietly(connection);
            }
        }
    }

    private static DockerEngine greet(DockerEndpoint endpoint, EngineConnection connection, Duration patience)
            throws BuildException, IOException, InterruptedException {
        DockerClient any = client(connection, RemoteApiVersion.UNKNOWN_VERSION);
        Version version = inTime(endpoint, patience, () -> any.versionCmd().exec());
        RemoteApiVersion api = EngineApi.choose(endpoint, version);
        DockerClient client = client(connection, api);
        Info info = inTime(endpoint, patience, () -> client.infoCmd().exec());
        EngineFacts facts = EngineFacts.of(version, info, api.getVersion());
        if (!facts.platform().os().equals("linux")) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "the Docker Engine at " + endpoint + " runs containers of "
                            + facts.platform().os()
                            + ", and stages are Linux: switch it to Linux containers, or choose another with DOCKER_HOST");
        }
        return new DockerEngine(endpoint, connection, client, facts);
    }

    private static DockerClient client(EngineConnection connection, RemoteApiVersion version) {
        return DockerClientImpl.getInstance(new EngineClientConfig(connection.address(), version), connection.http());
    }

    /** An engine that is stuck takes the connection and says nothing. */
    private static <T> T inTime(DockerEndpoint endpoint, Duration patience, EngineCall<@Nullable T> call)
            throws BuildException, IOException, InterruptedException {
        FutureTask<@Nullable T> answer = new FutureTask<>(call::run);
        RelayedConnection.start("kiln-engine-greeting", answer);
        try {
            T said = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (said == null) {
                throw new IOException("it answers with nothing");
            }
            return said;
        } catch (TimeoutException e) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "the Docker Engine at " + endpoint + " takes the connection and says nothing for "
                            + patience.toSeconds() + " s; restart it (Debian: systemctl restart docker)",
                    e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** The client, for what is asked within {@link #call}. */
    public DockerClient client() {
        return client;
    }

    public EngineFacts facts() {
        return facts;
    }

    public DockerEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Asks something of the engine.
     *
     * @param doing what is wanted, to follow "could not": {@code create a container}
     * @throws DockerEngineException if the engine refuses or is gone
     * @throws InterruptedException if this thread was interrupted meanwhile
     */
    public <T extends @Nullable Object> T call(String doing, EngineCall<T> call)
            throws BuildException, InterruptedException {
        try {
            return call.run();
        } catch (IOException | RuntimeException e) {
            throw exceptions.translate(doing, e);
        }
    }

    /**
     * The sentence for a failure that a callback was told of.
     *
     * @param doing as for {@link #call}
     */
    public BuildException failure(String doing, Exception failure) throws InterruptedException {
        return exceptions.translate(doing, failure);
    }

    /** Ends all connections. */
    @Override
    public void close() {
        closeQuietly(connection);
    }

    private static void closeQuietly(EngineConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // nothing is read or written any more
        }
    }
}
