package io.kiln.exec.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.kiln.exec.InstructionOutput;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Hands the frames of a stream to the output of an instruction. Waiting for a while does not close it. */
final class OutputFrames extends ResultCallback.Adapter<Frame> {

    private final InstructionOutput output;
    private final CountDownLatch ended = new CountDownLatch(1);

    OutputFrames(InstructionOutput output) {
        this.output = output;
    }

    @Override
    public void onNext(Frame frame) {
        try {
            output.take(frame.getPayload(), frame.getPayload().length);
        } catch (IOException e) {
            onError(e);
        }
    }

    @Override
    public void onComplete() {
        ended.countDown();
        super.onComplete();
    }

    @Override
    public void onError(Throwable throwable) {
        super.onError(throwable);
        ended.countDown();
    }

    boolean ended(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Throws what went wrong with the stream. */
    boolean check() {
        throwFirstError();
        return true;
    }
}
