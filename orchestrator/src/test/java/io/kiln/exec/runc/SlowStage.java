package io.kiln.exec.runc;

import io.kiln.exec.MemoryInstructionCache;
import io.kiln.exec.Stages;
import io.kiln.exec.TinyRoot;
import io.kiln.progress.BuildEvent;
import io.kiln.store.SnapshotStore;
import java.nio.file.Path;

/** A process that runs an instruction of a minute, and says so when the instruction has started. */
final class SlowStage {

    private SlowStage() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        SnapshotStore store = SnapshotStore.open(directory.resolve("store"));
        RuncExecutor executor = new RuncExecutor(store);
        Stages stage = new Stages(new MemoryInstructionCache(), directory.resolve("slow.log"))
                .input("base", TinyRoot.withBash(store))
                .build(arguments[1]);
        executor.execute(stage.task(), event -> {
            if (event instanceof BuildEvent.InstructionLogged logged) {
                System.out.println(logged.line());
            }
        });
    }
}
