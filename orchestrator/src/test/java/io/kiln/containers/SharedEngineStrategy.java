package io.kiln.containers;

import java.net.URI;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Leads Testcontainers to {@link SharedEngine}; it finds this class by {@code META-INF/services}. */
public final class SharedEngineStrategy extends DockerClientProviderStrategy {

    @Override
    public TransportConfig getTransportConfig() {
        return TransportConfig.builder()
                .dockerHost(URI.create("unix://" + SharedEngine.get().socket()))
                .build();
    }

    /** Before all that look for an engine of the machine. */
    @Override
    protected int getPriority() {
        return Integer.MAX_VALUE;
    }

    /** Else it would be written into a file in the user's home. */
    @Override
    protected boolean isPersistable() {
        return false;
    }

    /** The engine is on this host; Testcontainers would start a container to find out where it runs itself. */
    @Override
    public synchronized String getDockerHostIpAddress() {
        return "127.0.0.1";
    }

    @Override
    public String getDescription() {
        return "the engine of the tests";
    }
}
