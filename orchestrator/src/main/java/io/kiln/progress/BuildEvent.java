package io.kiln.progress;

import java.time.Duration;

/** One fact about a running build. Text is made of it in this package only. */
public sealed interface BuildEvent {

    /** A stage has a result in the store and is not executed. */
    record StageCached(String stage) implements BuildEvent {}

    /** A stage starts; {@link StageFinished} or {@link StageFailed} follows. */
    record StageStarted(String stage) implements BuildEvent {}

    record StageFinished(String stage, Duration elapsed, int executed, int reused) implements BuildEvent {}

    record StageFailed(String stage, String message) implements BuildEvent {}

    /** An instruction starts; {@code phase} is {@code prepare}, {@code build}, {@code install} or {@code test}. */
    record InstructionStarted(String stage, int step, String phase, int index, String script) implements BuildEvent {}

    record InstructionFinished(String stage, int step, String phase, int index, int exit, Duration elapsed)
            implements BuildEvent {}

    record InstructionCached(String stage, int step, String phase, int index) implements BuildEvent {}

    /** One line of output of a running instruction, without its line end. */
    record InstructionLogged(String stage, String line) implements BuildEvent {}

    record SourceFetching(String url) implements BuildEvent {}

    record SourceFetched(String url, long bytes) implements BuildEvent {}

    /** A module was proved against the kernel of the session. */
    record ModuleProved(String image, String module, String kernel) implements BuildEvent {}

    record BlobPushed(String reference, String digest, long bytes, boolean reused) implements BuildEvent {}

    record ManifestPushed(String reference) implements BuildEvent {}

    /** Something the user should know that stops nothing. */
    record Warned(String message) implements BuildEvent {}
}
