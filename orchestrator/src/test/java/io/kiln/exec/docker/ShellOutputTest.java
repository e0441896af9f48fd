package io.kiln.exec.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.kiln.exec.InstructionOutput;
import io.kiln.progress.BuildEvents;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the output of a program ends, however it comes in pieces. */
class ShellOutputTest {

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final ShellOutput output = new ShellOutput();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void theMarkAndTheEndingAreNoOutput(int piece) throws Exception {
        expect("=abab");
        say("one\n=a =aba ==abaa=ab=abab12\n", piece);

        assertThat(output.ending()).isEqualTo("12");
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("one\n=a =aba ==abaa=ab");
    }

    @Test
    void oneProgramFollowsTheOther() throws Exception {
        expect("=1a");
        say("first=1a0\n", 100);
        assertThat(output.ending()).isEqualTo("0");

        expect("=2b");
        say("=1a1\nsecond=2b1\n", 4);
        assertThat(output.ending()).isEqualTo("1");
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("first=1a1\nsecond");
    }

    @Test
    void aConnectionThatEndsLeavesNoEnding() throws Exception {
        expect("=1a");
        say("first=1", 100);
        output.onComplete();

        assertThat(output.ending()).isEqualTo(ShellOutput.NONE);
        expect("=2b");
        assertThat(output.ending()).isEqualTo(ShellOutput.NONE);
    }

    @Test
    void aConnectionThatBreaksSaysWhy() {
        expect("=1a");
        output.onError(new IllegalStateException("broken"));

        assertThatThrownBy(output::ending).hasMessage("broken");
    }

    @Test
    void anEndingWithoutEndIsNotKept() throws Exception {
        expect("=1a");
        say("=1a" + "9".repeat(1_000_000) + "\n", 5000);

        assertThat(output.ending()).hasSizeLessThan(100);
    }

    private void expect(String mark) {
        output.expect(mark, new InstructionOutput("stage", heard, BuildEvents.NONE)::take);
    }

    private void say(String text, int piece) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += piece) {
            output.onNext(new Frame(
                    StreamType.STDOUT, java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + piece))));
        }
    }
}
