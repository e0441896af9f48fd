package io.kiln.cli;

import io.kiln.build.ExecutorSurvey;
import io.kiln.store.SnapshotStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kiln doctor}. */
@Command(
        name = "doctor",
        description =
                "Say which executors can run builds on this machine, which one 'auto' takes, and what is missing.")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Mixin
    StoreOption store = new StoreOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (SnapshotStore snapshots = SnapshotStore.open(store.home().create().root())) {
            ExecutorSurvey survey = ExecutorSurvey.of(snapshots, System.getenv());
            System.out.print(json ? DoctorReport.json(survey) : DoctorReport.text(survey));
            return survey.choice().isPresent() ? ExitCodes.OK : ExitCodes.ENVIRONMENT;
        }
    }
}
