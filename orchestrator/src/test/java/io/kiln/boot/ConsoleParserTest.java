package io.kiln.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleParserTest {

    private final ConsoleParser parser = new ConsoleParser();

    @Test
    void reportOfAMachineIsReadWhole() throws IOException {
        ConsoleReport report = recorded("enforced.log");

        assertThat(report.release()).hasValue("6.1.176-kiln");
        assertThat(report.extensions()).containsExactly(new EnabledExtension("hello-module", "v0.1.0-v1.0.0"));
        assertThat(report.modules()).containsExactly(new LoadedModule("hello_module", 16384, "(O)"));
        assertThat(report.parameters())
                .containsExactly(
                        new ModuleParameter("hello-module", "greeting", "Hi_there"),
                        new ModuleParameter("hello-module", "times", "3"));
        assertThat(report.taint()).hasValue(new Taint(4096));
        assertThat(report.ready()).isTrue();
        assertThat(parser.ending()).hasValue(ConsoleParser.Ending.READY);
    }

    @Test
    void refusedModulesHaveTheKernelsReasonWhereItGaveOne() throws IOException {
        ConsoleReport report = recorded("enforced.log");

        assertThat(report.refused())
                .extracting(r -> r.name().orElse("?") + ": " + r.reason())
                .containsExactly(
                        "unsigned: it is not signed",
                        "changed: its signature was rejected (EKEYREJECTED: Key was rejected by service)",
                        "debdummy: it is signed with a key that this kernel does not trust",
                        "dummy: it is on the deny list (module_blacklist)");
    }

    @Test
    void panicIsAProblemAndTheEnd() throws IOException {
        ConsoleReport report = recorded("panic.log");

        assertThat(report.problems()).anyMatch(p -> p.startsWith("Kernel panic - not syncing: VFS: Unable to mount"));
        assertThat(parser.ending()).hasValue(ConsoleParser.Ending.PANIC);
        parser.line("reboot: Restarting system");
        assertThat(parser.ending()).hasValue(ConsoleParser.Ending.PANIC);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            x: version magic '6.1.0-1 SMP ' should be '6.1.176-kiln SMP ' | x | it was built for '6.1.0-1 SMP ', and this kernel is '6.1.176-kiln SMP '
            x: disagrees about version of symbol module_layout | x | it was built for another version of the symbol module_layout
            x: Unknown symbol frob (err -2) | x | the kernel and its modules have no symbol frob
            Module sctp is blacklisted | sctp | it is on the deny list (module_blacklist)
            x: `many' invalid for parameter `times' | x | parameter times does not take 'many'
            x: exports duplicate symbol frob (owned by y) | x | the symbol frob is there already
            Loading of unsigned module is rejected | ? | it is not signed
            Loading of module with unavailable key is rejected | ? | it is signed with a key that this kernel does not trust
            Loading of module with unsupported crypto is rejected | ? | its signature uses an algorithm that this kernel does not have
            modprobe: FATAL: Module hello not found in directory /lib/modules/6.1 | hello | there is no such module
            modprobe: ERROR: could not insert 'hello': Exec format error | hello | it is no module, or none that this kernel can load (ENOEXEC: Exec format error)
            modprobe: can't load module hello (extras/hello.ko): Key was rejected by service | hello | its signature was rejected (EKEYREJECTED: Key was rejected by service)
            error loading module "hello": load hello failed: required key not available | hello | it is signed with a key that this kernel does not trust (ENOKEY: load hello failed: required key not available)
            """)
    void refusalsAreToldFromPlainKernelMessages(String message, String module, String reason) {
        parser.line("[   12.345678] " + message);

        assertThat(parser.report().refused())
                .extracting(r -> r.name().orElse("?"), RefusedModule::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(module, reason));
    }

    @Test
    void unsignedModuleThatIsNotEnforcedIsANoteAndATaint() {
        parser.line("[    2.1] hello_module: loading out-of-tree module taints kernel.");
        parser.line(
                "[    2.2] hello_module: module verification failed: signature and/or required key missing - tainting kernel");

        ConsoleReport report = parser.report();
        assertThat(report.loaded("hello-module")).isTrue();
        assertThat(report.notes()).singleElement().asString().contains("module verification failed");
        assertThat(report.taint().map(Taint::letters)).hasValue("OE");
    }

    @Test
    void whatTheKernelAnswersIsPutIntoWords() {
        parser.line("[kiln] module-requested a refused: Bad message");
        parser.line("[kiln] module-requested b refused: Exec format error");

        assertThat(parser.report().refused())
                .extracting(RefusedModule::reason)
                .containsExactly(
                        "its signature is damaged (EBADMSG: Bad message)",
                        "it is no module, or none that this kernel can load (ENOEXEC: Exec format error)");
    }

    @Test
    void oneUnnamedMessageIsNotGivenToEitherOfTwoModules() {
        parser.line("[    1.1] Loading of unsigned module is rejected");
        parser.line("[kiln] module-requested changed refused: Key was rejected by service");
        parser.line("[kiln] module-requested unsigned refused: Key was rejected by service");

        assertThat(parser.report().refused())
                .extracting(RefusedModule::name)
                .containsExactly(Optional.of("changed"), Optional.of("unsigned"), Optional.empty());
        assertThat(parser.report().refusal("changed").orElseThrow().reason()).contains("EKEYREJECTED");
    }

    @Test
    void endlessFactsAreKeptToABound() {
        for (int i = 0; i < 5_000; i++) {
            parser.line("[kiln] module m" + i + " 1 -");
            parser.line("m" + i + ": Unknown symbol s (err -2)");
            parser.line("[talos] enabling system extension e" + i + " v1");
            parser.line("BUG: number " + i);
        }

        ConsoleReport report = parser.report();
        assertThat(report.modules()).hasSize(2000);
        assertThat(report.refused()).hasSize(2000);
        assertThat(report.extensions()).hasSize(2000);
        assertThat(report.problems()).hasSize(2000);
    }

    private ConsoleReport recorded(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(name))) {
            ConsoleLines lines = new ConsoleLines(parser::line);
            byte[] all = in.readAllBytes();
            lines.add(all, all.length);
            lines.end();
        }
        return parser.report();
    }

    @Test
    void controlCharactersEscapesAndLongLinesDoNotGetThrough() {
        StringBuilder seen = new StringBuilder();
        ConsoleLines lines = new ConsoleLines(line -> seen.append(line).append('|'));
        byte[] hostile = ("\u001b[2J\u001b[1;31mred\u001b[0m\u0007\u009b\u202e\r\nok\n" + "x".repeat(1 << 20)
                        + "\nnext\n")
                .getBytes(StandardCharsets.UTF_8);
        lines.add(hostile, hostile.length);

        assertThat(seen)
                .startsWith("red|ok|x")
                .endsWith("x|next|")
                .hasSize("red|ok||next|".length() + ConsoleLines.LONGEST);
    }
}
