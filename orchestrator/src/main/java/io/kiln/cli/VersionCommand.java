package io.kiln.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kiln version}. */
@Command(name = "version", description = "Print the version of Kiln.")
final class VersionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println("kiln " + KilnVersion.text());
        return ExitCodes.OK;
    }
}
