package io.kiln.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a boot came to.
 *
 * @param findings what was expected, and whether it was so; the first is about the boot itself
 * @param log the console's whole text
 */
public record BootVerdict(
        BootEnd end, ConsoleReport report, List<Expectation.Finding> findings, Duration took, Path log) {

    static BootVerdict of(BootEnd end, ConsoleReport report, List<Expectation> expected, Duration took, Path log) {
        List<Expectation.Finding> findings = new ArrayList<>();
        // A machine that does not say when it is ready has shown enough when all that was expected was seen.
        boolean enough =
                end == BootEnd.SETTLED || (end == BootEnd.DEADLINE && !report.reports() && !expected.isEmpty());
        boolean boots = end.complete() || (enough && report.hasKernel());
        String silent = report.hasKernel() || end != BootEnd.DEADLINE
                ? ""
                : ", and no kernel printed anything to the serial console: it does with console=ttyS0 on its command line";
        findings.add(new Expectation.Finding("the machine boots", boots, end.words() + silent));
        expected.forEach(e -> findings.add(e.check(report)));
        return new BootVerdict(end, report, List.copyOf(findings), took, log);
    }

    public boolean met() {
        return findings.stream().allMatch(Expectation.Finding::met);
    }
}
