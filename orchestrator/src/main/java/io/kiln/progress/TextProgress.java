package io.kiln.progress;

import java.io.PrintStream;

/** Writes one line an event, for people and logs. Thread-safe: a line is never torn. */
public final class TextProgress implements BuildEvents {

    private static final int SCRIPT_WIDTH = 60;

    private final PrintStream out;
    private final boolean withOutput;

    /**
     * @param out where lines go; not closed
     * @param withOutput whether to show what the instructions print, too
     */
    public TextProgress(PrintStream out, boolean withOutput) {
        this.out = out;
        this.withOutput = withOutput;
    }

    @Override
    public void on(BuildEvent event) {
        String line = line(event);
        if (!line.isEmpty()) {
            synchronized (out) {
                out.println(line);
            }
        }
    }

    private String line(BuildEvent event) {
        if (event instanceof BuildEvent.StageCached e) {
            return "=> " + e.stage() + ": nothing changed";
        } else if (event instanceof BuildEvent.StageStarted e) {
            return "=> " + e.stage() + ": building";
        } else if (event instanceof BuildEvent.StageFinished e) {
            return "=> " + e.stage() + ": done in " + Durations.text(e.elapsed()) + " (" + e.executed()
                    + " instructions run, " + e.reused() + " reused)";
        } else if (event instanceof BuildEvent.StageFailed e) {
            return "=> " + e.stage() + ": FAILED";
        } else if (event instanceof BuildEvent.InstructionStarted e) {
            return "=> " + e.stage() + ": " + InstructionNames.of(e.step(), e.phase(), e.index()) + "  "
                    + firstLine(e.script());
        } else if (event instanceof BuildEvent.InstructionFinished e) {
            return e.exit() == 0 && e.elapsed().toSeconds() < 2
                    ? ""
                    : "=> " + e.stage() + ": " + InstructionNames.of(e.step(), e.phase(), e.index())
                            + outcome(e.exit())
                            + Durations.text(e.elapsed());
        } else if (event instanceof BuildEvent.InstructionLogged e) {
            return withOutput ? e.stage() + " | " + e.line() : "";
        } else if (event instanceof BuildEvent.SourceFetching e) {
            return "=> fetching " + e.url();
        } else if (event instanceof BuildEvent.SourceFetched e) {
            return "=> fetched " + e.url() + " (" + ByteSizes.text(e.bytes()) + ", both checksums match)";
        } else if (event instanceof BuildEvent.ModuleProved e) {
            return "=> proved " + e.module() + " of " + e.image() + ": signed by the key that " + e.kernel()
                    + " trusts";
        } else if (event instanceof BuildEvent.BlobPushed e) {
            return e.reused() ? "" : "=> pushed " + shortDigest(e.digest()) + " (" + ByteSizes.text(e.bytes()) + ")";
        } else if (event instanceof BuildEvent.ManifestPushed e) {
            return "=> => pushing manifest for " + e.reference();
        } else if (event instanceof BuildEvent.Warned e) {
            return "warning: " + e.message();
        }
        return ""; // an instruction that was reused is counted when its stage ends
    }

    private static String outcome(int exit) {
        return exit == 0 ? " took " : exit < 0 ? " was stopped after " : " failed with exit status " + exit + " after ";
    }

    private static String shortDigest(String digest) {
        int colon = digest.indexOf(':');
        return digest.substring(0, Math.min(digest.length(), colon + 13));
    }

    private static String firstLine(String script) {
        String line = script.strip().lines().findFirst().orElse("");
        return line.length() > SCRIPT_WIDTH ? line.substring(0, SCRIPT_WIDTH - 1) + "…" : line;
    }
}
