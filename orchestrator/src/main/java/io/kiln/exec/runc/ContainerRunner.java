package io.kiln.exec.runc;

import io.kiln.exec.InstructionOutput;
import io.kiln.exec.StepTask;
import io.kiln.exec.WorkingDirectory;
import io.kiln.store.MergedTree;
import io.kiln.store.SnapshotStore;
import io.kiln.store.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** Runs one process after the other in containers, each over an overlay mount of its own. Thread-safe. */
final class ContainerRunner {

    private final SnapshotStore store;
    private final AtomicLong counter = new AtomicLong();

    ContainerRunner(SnapshotStore store) {
        this.store = store;
    }

    /** The beginning of the ids of all containers of this store, whatever process runs them. */
    static String idPrefix(SnapshotStore store) {
        return Integer.toHexString(store.home().toString().hashCode()) + "-";
    }

    /**
     * Runs a process to its end.
     *
     * @return its exit status; a signal counts as 128 and its number
     * @throws ContainerException if it could not be started
     */
    int run(RunRequest request) throws IOException, InterruptedException {
        Path directory = store.scratch("run");
        try {
            return runIn(directory, request);
        } finally {
            Trees.delete(directory);
        }
    }

    private int runIn(Path directory, RunRequest request) throws IOException, InterruptedException {
        StepTask step = request.step();
        MountPoints points = new MountPoints();
        List<Mount> mounts = Network.mounts(step.network(), directory, points);
        for (Map.Entry<String, Path> cache : step.caches().entrySet()) {
            points.directory(cache.getKey());
            mounts.add(Mount.bind(cache.getValue(), cache.getKey()));
        }
        Path pointsLayer = Files.createDirectory(directory.resolve("mountpoints"));
        points.write(pointsLayer);
        List<Path> lowers = new ArrayList<>();
        lowers.add(pointsLayer);
        lowers.addAll(request.lowers());

        boolean slirp = Network.needsSlirp(step.network());
        Container container = new Container(
                idPrefix(store) + store.session() + "." + counter.incrementAndGet(),
                request.arguments(),
                step.environment(),
                WorkingDirectory.PATH,
                mounts,
                Network.isOwn(step.network()),
                slirp ? Optional.of(directory.resolve("network").toString()) : Optional.empty());
        Files.createDirectory(directory.resolve("root"));
        RuntimeConfig.write(directory, "root", container);
        String options = OverlayOptions.prepare(directory, lowers, request.upper());
        await(Helper.start(directory, options, container.id(), slirp), request.output());
        int status = Helper.exitStatus(directory);
        points.removeFrom(request.upper(), MergedTree.of(request.lowers()));
        return status;
    }

    private static void await(Helper helper, InstructionOutput output) throws IOException, InterruptedException {
        FutureTask<Void> pump = new FutureTask<>(() -> {
            output.pump(helper.output());
            return null;
        });
        Thread thread = new Thread(pump, "kiln-output");
        thread.setDaemon(true);
        thread.start();
        try {
            pump.get();
            helper.await();
        } catch (ExecutionException e) {
            throw new IOException("the output of a container could not be kept: " + e.getCause(), e.getCause());
        } finally {
            helper.kill();
            thread.join(1_000);
        }
    }
}
