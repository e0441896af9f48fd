package io.kiln.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLocksTest {

    @TempDir
    Path folder;

    @Test
    void oneHolderAtATimeEvenThroughTwoInstances() throws Exception {
        KilnHome home = new KilnHome(folder.resolve("store")).create();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            KeyLocks locks = new KeyLocks(home);
            new Thread(() -> {
                        try (KeyLocks.Held held = locks.acquire("k")) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.sleep(20);
                            inside.decrementAndGet();
                        } catch (Exception e) {
                            most.set(Integer.MAX_VALUE);
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void aWaiterCanBeInterrupted() throws Exception {
        KeyLocks locks = new KeyLocks(new KilnHome(folder.resolve("store")).create());
        CountDownLatch interrupted = new CountDownLatch(1);
        try (KeyLocks.Held held = locks.acquire("k")) {
            Thread waiter = new Thread(() -> {
                try (KeyLocks.Held never = locks.acquire("k")) {
                    throw new AssertionError("the lock was given twice");
                } catch (InterruptedException e) {
                    interrupted.countDown();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            waiter.start();
            waiter.interrupt();
            assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
