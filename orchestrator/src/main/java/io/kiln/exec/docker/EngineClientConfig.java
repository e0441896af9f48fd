package io.kiln.exec.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What docker-java has to know, from us alone: its own configuration would be read from the environment, from system
 * properties and from files. The engine gets no credentials; whatever comes from a registry, Kiln brings.
 */
record EngineClientConfig(URI address, RemoteApiVersion version) implements DockerClientConfig {

    @Override
    public URI getDockerHost() {
        return address;
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return version;
    }

    @Override
    public @Nullable String getRegistryUsername() {
        return null;
    }

    @Override
    public @Nullable String getRegistryPassword() {
        return null;
    }

    @Override
    public @Nullable String getRegistryEmail() {
        return null;
    }

    @Override
    public @Nullable String getRegistryUrl() {
        return null;
    }

    @Override
    public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    /** None here: the connection has it. */
    @Override
    @SuppressWarnings("deprecation")
    public @Nullable SSLConfig getSSLConfig() {
        return null;
    }
}
