package io.kiln.containers;

import io.kiln.exec.docker.ContainerEngine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.ResourceReaper;

/**
 * The Docker Engine of the tests that start containers by Testcontainers, which keeps to one engine for a whole process.
 * It is started for the first test class that has this extension and ends after the last one.
 */
public final class SharedEngine implements BeforeAllCallback {

    private static final String RYUK = "TESTCONTAINERS_RYUK_DISABLED";

    private static volatile @Nullable ContainerEngine running;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedEngine.class))
                .computeIfAbsent(Running.class, key -> Running.start());
    }

    /** The engine, which must not be closed. */
    public static ContainerEngine get() {
        ContainerEngine engine = running;
        if (engine == null) {
            throw new IllegalStateException("no engine runs: the test class needs @ExtendWith(SharedEngine.class)");
        }
        return engine;
    }

    /** JUnit closes it at the end of all tests. */
    private record Running(ContainerEngine engine) implements AutoCloseable {

        static Running start() {
            if (!"true".equals(System.getenv(RYUK))) {
                throw new IllegalStateException("set " + RYUK + "=true, as the pom does: Testcontainers would pull the"
                        + " image of its helper otherwise");
            }
            ContainerEngine engine;
            try {
                engine = ContainerEngine.startApart();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            running = engine;
            DockerClientFactory.instance().client();
            if (!DockerClientFactory.instance().isUsing(SharedEngineStrategy.class)) {
                throw new IllegalStateException("Testcontainers took another engine than the one of the tests: see"
                        + " tc.host in ~/.testcontainers.properties");
            }
            return new Running(engine);
        }

        /** Networks would outlive their engine. */
        @Override
        @SuppressWarnings("deprecation") // the only way to what a shutdown hook would do too late
        public void close() throws IOException {
            ResourceReaper.instance().performCleanup();
            engine.close();
        }
    }
}
