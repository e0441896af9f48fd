package io.kiln.progress;

/** What instructions are called wherever a user reads of them: {@code step 1 build 2}, counted from 1. */
public final class InstructionNames {

    private InstructionNames() {}

    /**
     * @param step and index counted from 0
     * @param phase {@code prepare}, {@code build}, {@code install} or {@code test}
     */
    public static String of(int step, String phase, int index) {
        return "step " + (step + 1) + " " + phase + " " + (index + 1);
    }
}
