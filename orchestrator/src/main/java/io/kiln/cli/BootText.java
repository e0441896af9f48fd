package io.kiln.cli;

import io.kiln.boot.BootVerdict;
import io.kiln.boot.ConsoleReport;
import io.kiln.boot.Expectation;
import java.util.Locale;

/** The verdict of a boot as text. */
final class BootText {

    private final StringBuilder text = new StringBuilder();

    private BootText() {}

    static String of(BootVerdict verdict) {
        return new BootText().render(verdict);
    }

    private String render(BootVerdict verdict) {
        ConsoleReport report = verdict.report();
        line("kernel", report.release().orElse("not seen"));
        report.extensions().forEach(e -> line("extension", e.name() + " " + e.version()));
        report.modules().forEach(m -> line("loaded", m.name() + " " + m.size() + " " + m.flags()));
        if (report.modules().isEmpty()) {
            report.announced().forEach(m -> line("loading", m + " (the kernel says so; the machine reported no list)"));
        }
        report.requested().stream()
                .filter(m -> verdict.report().modules().stream()
                        .noneMatch(l -> l.name().equals(m.name().replace('-', '_'))))
                .forEach(m -> line(
                        "requested",
                        m.name() + " " + m.outcome().name().toLowerCase(Locale.ROOT)
                                + (m.text().isEmpty() ? "" : ": " + m.text())));
        report.refused()
                .forEach(r -> line(
                        "refused",
                        r.name().orElse("(the kernel names no module)") + ": " + r.reason() + "\n            "
                                + r.message()));
        report.parameters().forEach(p -> line("parameter", p.module() + " " + p.name() + "=" + p.value()));
        report.installation()
                .ifPresent(i -> line(
                        switch (i.outcome()) {
                            case DONE -> "installed";
                            case REFUSED -> "refused";
                            case FAILED -> "failed";
                        },
                        i.disk() + ": " + i.text()));
        line("tainted", report.taint().map(Object::toString).orElse("not reported"));
        report.notes().forEach(note -> line("note", note));
        report.problems().forEach(problem -> line("problem", problem));
        line("log", verdict.log().toString());
        line(
                "end",
                "%s after %.1f s"
                        .formatted(verdict.end().words(), verdict.took().toMillis() / 1000.0));
        for (Expectation.Finding finding : verdict.findings()) {
            line(
                    finding.met() ? "ok" : "FAILED",
                    finding.met()
                            ? finding.expected() + ": " + finding.seen()
                            : "expected: " + finding.expected() + "; seen: " + finding.seen());
        }
        text.append(
                verdict.met() ? "the verdict is met" : "the verdict is not met; the console is in " + verdict.log());
        return text.toString();
    }

    private void line(String what, String fact) {
        text.append("%-11s ".formatted(what)).append(fact).append('\n');
    }
}
