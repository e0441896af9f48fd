package io.kiln.cli;

import io.kiln.exec.BuildException;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.EngineSpace;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kiln gc}. */
@Command(
        name = "gc",
        description = "Remove what Kiln keeps in a Docker Engine for later builds: images that stages run on, and the"
                + " volumes of cachePaths. The store is left as it is.")
final class GcCommand implements Callable<Integer> {

    @Option(
            names = "--executor",
            paramLabel = "E",
            required = true,
            description = "Whose leavings go: docker, the only one that keeps something outside of the store.")
    String executor = "";

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws BuildException, IOException, InterruptedException {
        if (!executor.equals("docker")) {
            throw new UsageException("--executor: '" + executor + "' keeps nothing outside of the store (docker does)");
        }
        try (SnapshotStore snapshots = SnapshotStore.open(store.home().create().root())) {
            EngineSpace freed = EngineSpace.free(DockerEndpoint.find(System.getenv()), snapshots);
            System.out.println("removed " + freed.images() + (freed.images() == 1 ? " image" : " images") + " and "
                    + freed.caches() + (freed.caches() == 1 ? " cache volume" : " cache volumes"));
            return ExitCodes.OK;
        }
    }
}
