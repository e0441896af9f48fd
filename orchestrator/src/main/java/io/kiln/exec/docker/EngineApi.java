package io.kiln.exec.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.RemoteApiVersion;
import io.kiln.exec.BuildException;

/** Chooses the version of the API that both sides speak. */
final class EngineApi {

    /** That of Docker 20.10: older engines lack what containers of stages need. */
    static final RemoteApiVersion OLDEST = RemoteApiVersion.create(1, 41);
    /** That of Docker 29: what is newer may mean something else. */
    static final RemoteApiVersion NEWEST = RemoteApiVersion.create(1, 52);

    private EngineApi() {}

    /** @throws BuildException if there is no version that both speak */
    static RemoteApiVersion choose(DockerEndpoint endpoint, Version engine) throws BuildException {
        String said = "the Docker Engine " + DockerEngineExceptions.clean(engine.getVersion()) + " at " + endpoint;
        RemoteApiVersion newest = RemoteApiVersion.parseConfigWithDefault(engine.getApiVersion());
        if (newest == RemoteApiVersion.UNKNOWN_VERSION) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    "what answers at " + endpoint + " is no Docker Engine: it gives '"
                            + DockerEngineExceptions.clean(engine.getApiVersion()) + "' as the version of its API");
        }
        if (OLDEST.isGreater(newest)) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    said + " is too old: it speaks API " + newest.getVersion() + ", and Kiln needs "
                            + OLDEST.getVersion() + " or later (Docker 20.10, of December 2020). Take a newer engine.");
        }
        RemoteApiVersion least = RemoteApiVersion.parseConfigWithDefault(engine.getMinAPIVersion());
        if (least.isGreater(NEWEST)) {
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    said + " is too new: it speaks API " + least.getVersion() + " and later, and this Kiln up to "
                            + NEWEST.getVersion() + ". Take a newer Kiln, or an older engine.");
        }
        return newest.isGreater(NEWEST) ? NEWEST : newest;
    }
}
