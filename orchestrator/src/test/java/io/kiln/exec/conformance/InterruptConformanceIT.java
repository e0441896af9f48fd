package io.kiln.exec.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kiln.exec.StageResult;
import io.kiln.exec.Stages;
import io.kiln.progress.BuildEvent;
import io.kiln.progress.BuildEvents;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt ends what runs, and nothing of the stage is left. */
class InterruptConformanceIT extends ConformanceCase {

    /* Only processes of this test sleep so long. */
    private static final String NAP = "86397." + ProcessHandle.current().pid();
    private static final String SCRIPT = "setsid sleep " + NAP + " & echo started; sleep " + NAP;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheInstructionOrTestAndLeavesNothing(boolean test) throws Exception {
        int before = snapshots();
        Stages stage = test ? stage().buildAndTest("true", SCRIPT) : stage().build("true", SCRIPT);
        CountDownLatch started = new CountDownLatch(1);
        BuildEvents heard = event -> {
            if (event instanceof BuildEvent.InstructionLogged logged
                    && logged.line().equals("started")) {
                started.countDown();
            }
        };
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<StageResult> result = pool.submit(() -> executor().execute(stage.task(), heard));
            assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
            pool.shutdownNow();

            assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        } finally {
            pool.shutdownNow();
        }

        assertNobodyRuns(NAP);
        assertThat(store().home().resolve("tmp").resolve(store().session())).isEmptyDirectory();
        assertThat(snapshots() - before).as("snapshots that stay").isEqualTo(cache.snapshots.size());
        assertThat(said(stage().build("echo the executor works on"))).containsExactly("the executor works on");
    }
}
