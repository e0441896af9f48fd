package io.kiln.progress;

/** Takes the events of a build as they happen. Called from several threads; implementations are thread-safe. */
@FunctionalInterface
public interface BuildEvents {

    /** Takes everything and does nothing. */
    BuildEvents NONE = event -> {};

    void on(BuildEvent event);
}
