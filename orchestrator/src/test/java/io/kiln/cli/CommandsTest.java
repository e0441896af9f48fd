package io.kiln.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"imager installer", "--debug imager", "imager --help", "imager version"})
    void onlyTheCommandThatRunsIsMade(String args) {
        assertThat(Commands.line(args.split(" ")).getSubcommands()).containsOnlyKeys("imager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "imagr", "imagr imager"})
    void allAreMadeForHelpAndForWhatIsNone(String args) {
        CommandLine line = Commands.line(args.split(" "));

        assertThat(line.getSubcommands().keySet())
                .startsWith("build", "validate", "graph")
                .contains("imager", "boot", "extension")
                .endsWith("version");
        line.getSubcommands()
                .forEach((name, made) -> assertThat(made.getCommandName()).isEqualTo(name));
    }

    @Test
    void optionsOfKilnItselfWorkBehindACommand() {
        assertThat(KilnRun.of("version", "--debug").exitCode()).isZero();
        assertThat(KilnRun.of("image", "push", "--help").out()).contains("kiln image push", "--insecure");
        assertThat(KilnRun.of("imager", "iso", "--output-kind", "CMDLINE", "--imager-image", "x", "--absent")
                        .err())
                .contains("--absent", "Try 'kiln imager --help'");
        assertThat(KilnRun.of("--help").out()).contains("imager", "machine-config", "Show this help.");
        assertThat(KilnRun.of("imagr").err()).contains("imagr").contains("imager");
    }
}
