package io.kiln.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPublisherTest {

    /** Collects what it is given; asks for more from within when told to. */
    private static final class Collector implements Subscriber<ByteBuffer> {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final boolean askAgain;
        private @Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private int pieces;
        private int completed;

        Collector(boolean askAgain) {
            this.askAgain = askAgain;
        }

        Subscription subscription() {
            assertThat(subscription).isNotNull();
            return Objects.requireNonNull(subscription);
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(ByteBuffer piece) {
            pieces++;
            content.write(piece.array(), piece.position(), piece.remaining());
            if (askAgain) {
                subscription().request(1);
            }
        }

        @Override
        public void onError(Throwable cause) {
            assertThat(failure).as("told once").isNull();
            failure = cause;
        }

        @Override
        public void onComplete() {
            completed++;
        }
    }

    /** Knows whether it was closed, and gives a little at a time as networks do. */
    private static final class Source extends FilterInputStream {

        private boolean closed;

        Source(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, 100_000));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                StreamPublisher.PIECE - 1,
                StreamPublisher.PIECE,
                StreamPublisher.PIECE + 1,
                20 * StreamPublisher.PIECE
            })
    void allOfTheStreamIsHandedOutOnceAndTheStreamClosed(int size) {
        byte[] content = content(size);
        Source source = new Source(content);
        StreamPublisher publisher = new StreamPublisher(() -> source, size);
        Collector collector = new Collector(true);

        publisher.subscribe(collector);
        collector.subscription().request(1);

        assertThat(publisher.contentLength()).isEqualTo(size);
        assertThat(collector.content.toByteArray()).isEqualTo(content);
        assertThat(collector.pieces).isEqualTo((size - 1) / StreamPublisher.PIECE + 1);
        assertThat(collector.completed).isEqualTo(1);
        assertThat(source.closed).isTrue();
    }

    @Test
    void noMoreIsReadThanWasAskedFor() throws Exception {
        Source source = new Source(content(5 * StreamPublisher.PIECE));
        Collector collector = new Collector(false);
        new StreamPublisher(() -> source, 5 * StreamPublisher.PIECE).subscribe(collector);

        collector.subscription().request(2);

        assertThat(collector.pieces).isEqualTo(2);
        assertThat(source.available()).isEqualTo(3 * StreamPublisher.PIECE);
        collector.subscription().request(Long.MAX_VALUE);
        assertThat(collector.pieces).isEqualTo(5);
        assertThat(collector.completed).isEqualTo(1);
    }

    @Test
    void cancellingClosesTheStream() {
        Source source = new Source(content(2 * StreamPublisher.PIECE));
        Collector collector = new Collector(false);
        new StreamPublisher(() -> source, 2 * StreamPublisher.PIECE).subscribe(collector);

        collector.subscription().cancel();
        collector.subscription().request(1);

        assertThat(source.closed).isTrue();
        assertThat(collector.pieces).isZero();
        assertThat(collector.completed).isZero();
    }

    @Test
    void failureToOpenAndToReadReachTheSubscriber() {
        IOException broken = new IOException("the disk is broken");
        Collector opening = new Collector(true);
        new StreamPublisher(
                        () -> {
                            throw broken;
                        },
                        10)
                .subscribe(opening);
        Collector reading = new Collector(true);
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };
        new StreamPublisher(() -> failing, 10).subscribe(reading);

        opening.subscription().request(1);
        reading.subscription().request(1);

        assertThat(opening.failure).isSameAs(broken);
        assertThat(reading.failure).isSameAs(broken);
        assertThat(opening.completed + reading.completed).isZero();
    }

    @Test
    void askingForNothingIsAnErrorAsTheContractOfFlowsSays() {
        Collector collector = new Collector(false);
        new StreamPublisher(() -> new Source(content(10)), 10).subscribe(collector);

        collector.subscription().request(0);
        collector.subscription().request(1);

        assertThat(collector.failure).isInstanceOf(IllegalArgumentException.class);
        assertThat(collector.pieces).isZero();
    }
}
