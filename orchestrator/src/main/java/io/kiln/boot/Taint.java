package io.kiln.boot;

import java.util.ArrayList;
import java.util.List;

/**
 * What makes a running kernel one that its developers do not answer for: {@code /proc/sys/kernel/tainted}.
 *
 * @param value a bit for each reason
 * @see <a href="https://docs.kernel.org/admin-guide/tainted-kernels.html">Tainted kernels</a>
 */
public record Taint(long value) {

    private record Reason(char letter, String words) {}

    /** By bit. */
    private static final List<Reason> REASONS = List.of(
            new Reason('P', "proprietary module loaded"),
            new Reason('F', "module force-loaded"),
            new Reason('S', "kernel running on out-of-specification hardware"),
            new Reason('R', "module force-unloaded"),
            new Reason('M', "machine check exception occurred"),
            new Reason('B', "bad page reference or unexpected page flags"),
            new Reason('U', "taint requested by userspace"),
            new Reason('D', "kernel died recently (oops or BUG)"),
            new Reason('A', "ACPI table overridden by user"),
            new Reason('W', "kernel issued a warning"),
            new Reason('C', "staging driver loaded"),
            new Reason('I', "workaround applied for platform firmware bug"),
            new Reason('O', "out-of-tree module loaded"),
            new Reason('E', "unsigned module loaded"),
            new Reason('L', "soft lockup occurred"),
            new Reason('K', "kernel has been live-patched"),
            new Reason('X', "auxiliary taint, used by distributors"),
            new Reason('T', "kernel built with the struct randomization plugin"),
            new Reason('N', "in-kernel test was run"),
            new Reason('J', "userspace used a mutating debug operation via fwctl"));

    /** The taint that letters stand for, as in {@code Tainted: G        OE}; others than those of a reason are passed over. */
    static Taint ofLetters(String letters) {
        long value = 0;
        for (int bit = 0; bit < REASONS.size(); bit++) {
            if (letters.indexOf(REASONS.get(bit).letter()) >= 0) {
                value |= 1L << bit;
            }
        }
        return new Taint(value);
    }

    Taint and(Taint other) {
        return new Taint(value | other.value);
    }

    /** One letter for each reason, empty if there is none. */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        for (int bit = 0; bit < REASONS.size(); bit++) {
            if ((value >> bit & 1) != 0) {
                letters.append(REASONS.get(bit).letter());
            }
        }
        return letters.toString();
    }

    /** Each reason in words, a bit that is not known too. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((value >> bit & 1) != 0) {
                words.add(bit < REASONS.size() ? REASONS.get(bit).words() : "unknown reason, bit " + bit);
            }
        }
        return words;
    }

    @Override
    public String toString() {
        return value == 0 ? "0 (not tainted)" : value + " (" + letters() + ": " + String.join(", ", words()) + ")";
    }
}
