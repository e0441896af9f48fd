package io.kiln.exec.conformance;

import io.kiln.exec.StageExecutor;
import io.kiln.exec.docker.ContainerEngine;
import io.kiln.exec.docker.DockerEndpoint;
import io.kiln.exec.docker.DockerExecutor;
import io.kiln.exec.runc.RuncExecutor;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
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

    /** One engine for all tests, on a disk of its own; it ends with this process. */
    private static final class Engine {

        static final ContainerEngine ENGINE = start();

        private static ContainerEngine start() {
            try {
                ContainerEngine engine = ContainerEngine.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(engine)));
                return engine;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("there is no Docker Engine to test with", e);
            }
        }

        private static void close(ContainerEngine engine) {
            try {
                engine.close();
            } catch (IOException e) {
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
