package io.kiln.exec.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.kiln.exec.BuildException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/**
 * The connection to the standard input of a container's first process. Nothing is ever sent; the engine closes the input
 * when the connection ends, which it also does with this process.
 */
final class LifeLine implements Closeable {

    private final Silence silence = new Silence();
    private final ResultCallback.Adapter<Frame> connection = new ResultCallback.Adapter<>();

    /** Connects to a container that was created and not started. */
    void attach(DockerEngine engine, String container) throws BuildException, InterruptedException {
        engine.call(
                "attach to a container",
                () -> engine.client()
                        .attachContainerCmd(container)
                        .withStdIn(silence)
                        .withFollowStream(true)
                        .exec(connection));
        connection.awaitStarted();
    }

    @Override
    public void close() throws IOException {
        silence.close();
        connection.close();
    }

    /** A stream that says nothing until it is closed. */
    private static final class Silence extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
