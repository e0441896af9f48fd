package io.kiln.exec.conformance;

import io.kiln.exec.StageExecutor;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.DockerExecutor;
import io.kiln.exec.runc.RuncExecutor;
import io.kiln.imager.Shell;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Every executor that there is. */
final class Executors {

    private static final List<ExecutorUnderTest> ALL =
            List.of(named("runc", RuncExecutor::new), named("docker", Executors::docker));

    private Executors() {}

    static List<ExecutorUnderTest> all() {
        return ALL;
    }

    /** One engine for all tests, with a folder and a network of its own; it ends with this process. */
    private static final class Engine {

        private static final long NUMBER = ProcessHandle.current().pid() % 250;
        private static final String BRIDGE = "kiln-test" + NUMBER;

        static final ContainerEngine ENGINE = start();

        private static ContainerEngine start() {
            try {
                Shell.run(
                        Path.of("/"),
                        "ip link add " + BRIDGE + " type bridge && ip addr add 10.213." + NUMBER + ".1/24 dev " + BRIDGE
                                + " && ip link set " + BRIDGE + " up");
                ContainerEngine engine = ContainerEngine.start("--bridge=" + BRIDGE);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(engine)));
                return engine;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("there is no Docker Engine to test with", e);
            }
        }

        private static void close(ContainerEngine engine) {
            try {
                engine.close();
                Shell.run(Path.of("/"), "ip link del " + BRIDGE);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static StageExecutor docker(SnapshotStore store) throws Exception {
        String host = "unix://" + Engine.ENGINE.socket();
        return DockerExecutor.open(DockerEndpoint.find(Map.of("DOCKER_HOST", host)), store, 2);
    }

    private interface Opening {
        StageExecutor open(SnapshotStore store) throws Exception;
    }

    private static ExecutorUnderTest named(String name, Opening opening) {
        return new ExecutorUnderTest() {
            @Override
            public StageExecutor open(SnapshotStore store) throws Exception {
                return opening.open(store);
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
