package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationTest {

    private final ConsoleParser parser = new ConsoleParser();

    @Test
    void loadedIsMetByTheMachinesListWhateverTheHyphens() {
        parser.line("[kiln] module hello_module 16384 (OE)");

        assertThat(new Expectation.Loaded("hello-module").check(report()))
                .isEqualTo(new Expectation.Finding(
                        "module hello-module is loaded", true, "it is in /proc/modules with (OE)"));
    }

    @Test
    void loadedIsNotMetByAModuleThatTheKernelBeganToLoadAndRefused() {
        parser.line("x: loading out-of-tree module taints kernel.");
        assertThat(new Expectation.Loaded("x").check(report()).met()).isTrue();
        parser.line("x: Unknown symbol frob (err -2)");

        assertThat(new Expectation.Loaded("x").check(report()))
                .isEqualTo(new Expectation.Finding(
                        "module x is loaded", false, "refused: the kernel and its modules have no symbol frob"));
    }

    @Test
    void refusedIsNotMetByAModuleThatIsMissingOrLoadedAlready() {
        parser.line("[kiln] module-requested a missing: no such module");
        parser.line("[kiln] module-requested b refused: File exists");
        parser.line("[kiln] module-requested c refused: Key was rejected by service");
        parser.line("[kiln] module-requested d blacklisted: Operation not permitted");

        assertThat(List.of("a", "b", "c", "d", "e"))
                .extracting(
                        name -> new Expectation.Refused(name).check(report()).met())
                .containsExactly(false, false, true, true, false);
    }

    @Test
    void installationIsWhatTheMachineReportsOfIt() {
        assertThat(new Expectation.Installed(Installation.Outcome.DONE).check(report()))
                .isEqualTo(new Expectation.Finding(
                        "the installer does its work", false, "the machine reported no installation"));
        parser.line("[    9.1] [kiln] install /dev/vda refused: a module does not fit");

        assertThat(new Expectation.Installed(Installation.Outcome.REFUSED).check(report()))
                .isEqualTo(new Expectation.Finding(
                        "the installer refuses before it writes anything", true, "a module does not fit"));
        assertThat(new Expectation.Installed(Installation.Outcome.DONE)
                        .check(report())
                        .met())
                .isFalse();
        parser.line("[kiln] install /dev/vda failed: no space");
        assertThat(new Expectation.Installed(Installation.Outcome.REFUSED).check(report()))
                .isEqualTo(new Expectation.Finding(
                        "the installer refuses before it writes anything", false, "it failed: no space"));
    }

    @Test
    void machineWhoseKernelPrintedNothingDidNotBoot() {
        parser.line("BdsDxe: starting Boot0001");
        BootVerdict verdict = BootVerdict.of(
                BootEnd.DEADLINE,
                report(),
                List.of(new Expectation.Absent("dummy")),
                Duration.ofMinutes(2),
                Path.of("log"));

        assertThat(verdict.met()).isFalse();
        assertThat(verdict.findings().get(0).seen())
                .isEqualTo("the time was up, and no kernel printed anything to the serial console: it does with "
                        + "console=ttyS0 on its command line");
    }

    @Test
    void parameterIsComparedAsTheKernelShowsIt() {
        parser.line("[kiln] parameter hello_module greeting=Hi there");
        parser.line("[kiln] parameter hello_module loud=Y");

        assertThat(parameter("greeting", "\"Hi there\"").met()).isTrue();
        assertThat(parameter("loud", "1").met()).isTrue();
        assertThat(parameter("loud", "0").seen()).isEqualTo("it is Y");
        assertThat(parameter("times", "3").met()).isFalse();
    }

    @Test
    void machineThatNeverSaysItIsReadyIsEnoughWhenAllExpectedWasSeen() {
        parser.line("hello: loading out-of-tree module taints kernel.");

        assertThat(verdict(BootEnd.DEADLINE, new Expectation.Loaded("hello")).met())
                .isTrue();
        assertThat(verdict(BootEnd.DEADLINE).met()).isFalse();
        assertThat(verdict(BootEnd.PANIC, new Expectation.Loaded("hello")).met())
                .isFalse();
        assertThat(verdict(BootEnd.FLOOD, new Expectation.Loaded("hello")).met())
                .isFalse();
    }

    private Expectation.Finding parameter(String name, String value) {
        return new Expectation.Parameter(new ModuleParameter("hello-module", name, value)).check(report());
    }

    private BootVerdict verdict(BootEnd end, Expectation... expected) {
        return BootVerdict.of(end, report(), List.of(expected), Duration.ofSeconds(1), Path.of("log"));
    }

    private ConsoleReport report() {
        return parser.report();
    }
}
