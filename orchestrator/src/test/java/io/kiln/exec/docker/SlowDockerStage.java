package io.kiln.exec.docker;

import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.progress.BuildEvent;
import io.kiln.store.SnapshotStore;
import java.nio.file.Path;
import java.util.Map;

/** A process that runs one instruction in an engine, and prints what the instruction does. */
final class SlowDockerStage {

    private SlowDockerStage() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
        DockerExecutor executor =
                DockerExecutor.open(DockerEndpoint.find(Map.of("DOCKER_HOST", arguments[1])), store, 1);
        Stages stage = new Stages(new MemoryInstructionCache(), directory.resolve("slow.log"))
                .input("base", TinyRoot.withBash(store))
                .buildAndTest("true", arguments[2]);
        executor.execute(stage.task(), event -> {
            if (event instanceof BuildEvent.InstructionLogged logged) {
                System.out.println(logged.line());
            }
        });
    }
}
