package io.kiln.exec.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a shell writes: the output of one program after the other, each followed by a mark that was agreed on before, and
 * a line that says how it ended. One thread expects, another one hears the frames.
 */
final class ShellOutput extends ResultCallback.Adapter<Frame> {

    /** The ending of a program that the connection did not outlast. */
    static final String NONE = "";

    private static final int LONGEST_ENDING = 32;

    /** Takes the next {@code length} bytes of a program's output, from {@code offset} on. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    private final Object lock = new Object();
    private final ByteArrayOutputStream ending = new ByteArrayOutputStream();
    private @Nullable Sink to;
    private byte[] mark = new byte[0];
    private int matched;
    private CountDownLatch ended = new CountDownLatch(1);
    private boolean closed;

    /**
     * Begins with the output of a program.
     *
     * @param mark what follows it; its first byte does not occur in it again
     */
    void expect(String mark, Sink to) {
        synchronized (lock) {
            this.to = to;
            this.mark = mark.getBytes(StandardCharsets.US_ASCII);
            matched = 0;
            ending.reset();
            ended = new CountDownLatch(closed ? 0 : 1);
        }
    }

    /** Waits for the program to end; what is written after the mark, or {@link #NONE}. Throws what went wrong meanwhile. */
    String ending() throws InterruptedException {
        CountDownLatch end;
        synchronized (lock) {
            end = ended;
        }
        end.await();
        throwFirstError();
        synchronized (lock) {
            return ending.toString(StandardCharsets.US_ASCII).strip();
        }
    }

    @Override
    public void onNext(Frame frame) {
        synchronized (lock) {
            Sink program = to;
            if (program != null) {
                try {
                    take(frame.getPayload(), program);
                } catch (IOException e) {
                    onError(e);
                }
            }
        }
    }

    private void take(byte[] bytes, Sink program) throws IOException {
        int plain = 0; // where what is not handed on yet begins
        for (int i = 0; i < bytes.length; i++) {
            if (matched == mark.length) {
                takeEnding(bytes[i]);
                plain = i + 1;
            } else if (bytes[i] == mark[matched]) {
                if (matched == 0) {
                    program.take(bytes, plain, i - plain);
                }
                matched++;
                plain = i + 1;
            } else if (matched > 0) {
                program.take(mark, 0, matched); // it only looked like the mark
                matched = 0;
                plain = i;
                i--;
            }
        }
        program.take(bytes, plain, bytes.length - plain);
    }

    private void takeEnding(byte next) {
        if (next == '\n') {
            ended.countDown();
        } else if (ending.size() < LONGEST_ENDING) {
            ending.write(next);
        }
    }

    @Override
    public void onComplete() {
        end();
        super.onComplete();
    }

    @Override
    public void onError(Throwable throwable) {
        super.onError(throwable);
        end();
    }

    private void end() {
        synchronized (lock) {
            closed = true;
            ended.countDown();
        }
    }
}
